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
    sa.Column("user_id", sa.Uuid),
    sa.Column("trace", JSONB),
    sa.Column("request", JSONB),
    sa.Column("route", JSONB),
    sa.Column("candidate", sa.Integer),
    sa.Column("text", sa.Text),
    sa.Column("sound", JSONB(none_as_null=True)),
    sa.Column("pieces", sa.Integer),
    sa.Column("pieces_done", sa.Integer),
    sa.Column("audio_done_s", sa.Float),
    sa.Column("problem", JSONB),
    sa.Column("created_at", sa.DateTime(timezone=True)),
    sa.Column("updated_at", sa.DateTime(timezone=True)),
)
"""`user_id` and `trace` are those of the order: what follows from it carries them on. `route` holds its
engines, `candidate` the place of the first that has not refused. `pieces` is null until all are known."""

pieces = sa.Table(
    "pieces",
    _METADATA,
    sa.Column("tenant_id", sa.Uuid, primary_key=True),
    sa.Column("recording_id", sa.Uuid, primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("start_s", sa.Float),
    sa.Column("end_s", sa.Float),
    sa.Column("covers_s", sa.Float),
    sa.Column("queue", sa.Text),
    sa.Column("candidate", sa.Integer),
    sa.Column("status", sa.Text),
    sa.Column("holds", sa.Integer),
    sa.Column("failures", sa.Integer),
    sa.Column("not_before", sa.DateTime(timezone=True)),
    sa.Column("busy_since", sa.DateTime(timezone=True)),
    sa.Column("released_at", sa.DateTime(timezone=True)),
    sa.Column("result", JSONB),
    sa.Column("raw", JSONB),
)
"""`holds` counts how often a piece was taken; only the latest holder's result counts. `busy_since` is when
its engine was first too busy for it."""

workers = sa.Table(
    "workers",
    _METADATA,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("queue", sa.Text, primary_key=True),
    sa.Column("slots", sa.Integer),
    sa.Column("seen_at", sa.DateTime(timezone=True)),
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
    sa.Column("engines_used", JSONB),
    sa.Column("translated", sa.Boolean),
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

proofreadings = sa.Table(
    "proofreadings",
    _METADATA,
    sa.Column("tenant_id", sa.Uuid, primary_key=True),
    sa.Column("recording_id", sa.Uuid, primary_key=True),
    sa.Column("attempt", sa.Integer),
    sa.Column("status", sa.Text),
    sa.Column("base_version", sa.Integer),
    sa.Column("prompt_version", sa.Integer),
    sa.Column("answers", JSONB),
    sa.Column("problem", JSONB(none_as_null=True)),
)
