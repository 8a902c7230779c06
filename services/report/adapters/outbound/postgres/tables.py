"""The service's own tables; migrations make them."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

_metadata = sa.MetaData()

report_jobs = sa.Table(
    "report_jobs",
    _metadata,
    sa.Column("tenant_id", sa.Uuid, primary_key=True),
    sa.Column("recording_id", sa.Uuid, primary_key=True),
    sa.Column("analysis_id", sa.Uuid),
    sa.Column("attempt", sa.Integer, nullable=False),
    sa.Column("status", sa.Text, nullable=False),
    sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False),
)
"""`status` is running, completed, failed or cancelled; `attempt` fences out older workers."""

reports = sa.Table(
    "reports",
    _metadata,
    sa.Column("tenant_id", sa.Uuid, primary_key=True),
    sa.Column("recording_id", sa.Uuid, primary_key=True),
    sa.Column("report_id", sa.Uuid, nullable=False),
    sa.Column("analysis_id", sa.Uuid, nullable=False),
    sa.Column("transcript_id", sa.Uuid, nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("partial", sa.Boolean, nullable=False),
    sa.Column("sha256", sa.Text, nullable=False),
    sa.Column("document", JSONB, nullable=False),
    sa.Column("json", sa.Text, nullable=False),
    sa.Column("markdown", sa.Text, nullable=False),
    sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
)
"""`json` is the document byte for byte as announced; `document` is the same for queries."""
