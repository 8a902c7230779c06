"""The tables of analyze's own; migrations make them."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

metadata = sa.MetaData()

jobs = sa.Table(
    "jobs",
    metadata,
    sa.Column("tenant_id", sa.Uuid, primary_key=True),
    sa.Column("recording_id", sa.Uuid, primary_key=True),
    sa.Column("transcript_id", sa.Uuid),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("attempt", sa.Integer, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False),
)
analyses = sa.Table(
    "analyses",
    metadata,
    sa.Column("tenant_id", sa.Uuid, primary_key=True),
    sa.Column("recording_id", sa.Uuid, primary_key=True),
    sa.Column("version", sa.Integer, primary_key=True),
    sa.Column("analysis_id", sa.Uuid, nullable=False),
    sa.Column("transcript_id", sa.Uuid, nullable=False),
    sa.Column("document", JSONB, nullable=False),
    sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
)

RUNNING, COMPLETED, FAILED, STOPPED = "running", "completed", "failed", "stopped"
