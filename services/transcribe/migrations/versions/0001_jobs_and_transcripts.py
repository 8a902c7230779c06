"""Jobs, transcripts, and what makes their changes announced once and deletions final."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from chassis.database.rls import enable_tenant_rls, grant_app
from chassis.database.tombstones import create_tombstones
from chassis.inbox import create_inbox
from chassis.outbox import create_outbox

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_OWN_ROWS = ["SELECT", "INSERT", "UPDATE", "DELETE"]


def upgrade() -> None:
    op.create_table(
        "jobs",
        sa.Column("tenant_id", sa.Uuid, primary_key=True),
        sa.Column("recording_id", sa.Uuid, primary_key=True),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("attempt", sa.Integer, nullable=False),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("problem", JSONB),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False),
        sa.CheckConstraint("status IN ('running', 'completed', 'failed', 'cancelled')", name="jobs_status"),
    )
    op.create_table(
        "transcripts",
        sa.Column("tenant_id", sa.Uuid, primary_key=True),
        sa.Column("recording_id", sa.Uuid, primary_key=True),
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("language", sa.Text, nullable=False),
        sa.Column("engine", JSONB, nullable=False),
        sa.Column("content", JSONB, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.UniqueConstraint("tenant_id", "id", name="transcripts_id"),
    )
    for table in ("jobs", "transcripts"):
        enable_tenant_rls(op, table)
        grant_app(op, table, _OWN_ROWS)
    create_tombstones(op)
    create_inbox(op)
    create_outbox(op)


def downgrade() -> None:
    for table in ("outbox", "inbox", "tombstones", "transcripts", "jobs"):
        op.drop_table(table)
