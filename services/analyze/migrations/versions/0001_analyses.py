"""Jobs, analyses, and what every service has: outbox, inbox, tombstones."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from chassis.database.rls import enable_tenant_rls, grant_app
from chassis.database.tombstones import create_tombstones
from chassis.inbox import create_inbox
from chassis.outbox import create_outbox

revision = "0001"
down_revision = None

_EVERYTHING = ["SELECT", "INSERT", "UPDATE", "DELETE"]


def upgrade() -> None:
    create_outbox(op)
    create_inbox(op)
    create_tombstones(op)
    op.create_table(
        "jobs",
        sa.Column("tenant_id", sa.Uuid, primary_key=True),
        sa.Column("recording_id", sa.Uuid, primary_key=True),
        sa.Column("transcript_id", sa.Uuid),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("attempt", sa.Integer, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False),
        sa.CheckConstraint("state IN ('running', 'completed', 'failed', 'stopped')", name="jobs_state"),
    )
    op.create_table(
        "analyses",
        sa.Column("tenant_id", sa.Uuid, primary_key=True),
        sa.Column("recording_id", sa.Uuid, primary_key=True),
        sa.Column("version", sa.Integer, primary_key=True),
        sa.Column("analysis_id", sa.Uuid, nullable=False),
        sa.Column("transcript_id", sa.Uuid, nullable=False),
        sa.Column("document", JSONB, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
    )
    for table in ("jobs", "analyses"):
        enable_tenant_rls(op, table)
        grant_app(op, table, _EVERYTHING)


def downgrade() -> None:
    for table in ("analyses", "jobs", "tombstones", "inbox", "outbox"):
        op.drop_table(table)
