"""The service's own tables; row-level security shows each transaction one tenant's rows."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, REGCONFIG, TSVECTOR

_METADATA = sa.MetaData()

jobs = sa.Table(
    "jobs",
    _METADATA,
    sa.Column("tenant_id", sa.Uuid, primary_key=True),
    sa.Column("recording_id", sa.Uuid, primary_key=True),
    sa.Column("status", sa.Text),
    sa.Column("attempt", sa.Integer),
    sa.Column("leased_until", sa.DateTime(timezone=True)),
    sa.Column("problem", JSONB),
    sa.Column("created_at", sa.DateTime(timezone=True)),
    sa.Column("updated_at", sa.DateTime(timezone=True)),
)

transcripts = sa.Table(
    "transcripts",
    _METADATA,
    sa.Column("tenant_id", sa.Uuid, primary_key=True),
    sa.Column("recording_id", sa.Uuid, primary_key=True),
    sa.Column("version", sa.Integer, primary_key=True),
    sa.Column("origin", sa.Text),
    sa.Column("user_id", sa.Uuid),
    sa.Column("last_word_id", sa.Integer),
    sa.Column("proofreading", JSONB),
    sa.Column("id", sa.Uuid),
    sa.Column("language", sa.Text),
    sa.Column("engine", JSONB),
    sa.Column("content", JSONB),
    sa.Column("created_at", sa.DateTime(timezone=True)),
)

segments = sa.Table(
    "segments",
    _METADATA,
    sa.Column("tenant_id", sa.Uuid, primary_key=True),
    sa.Column("recording_id", sa.Uuid, primary_key=True),
    sa.Column("segment_id", sa.Integer, primary_key=True),
    sa.Column("start_s", sa.Float),
    sa.Column("end_s", sa.Float),
    sa.Column("text", sa.Text),
    sa.Column("word_ids", ARRAY(sa.Integer)),
    sa.Column("language", REGCONFIG),
    sa.Column("lexemes", TSVECTOR),
)
