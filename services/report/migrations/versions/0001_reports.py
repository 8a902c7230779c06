"""Reports, the work on them, and what was erased."""

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


def upgrade() -> None:
    create_outbox(op)
    create_inbox(op)
    create_tombstones(op)
    _create_report_jobs()
    _create_reports()
    for table in ("report_jobs", "reports"):
        enable_tenant_rls(op, table)
        grant_app(op, table, ["SELECT", "INSERT", "UPDATE", "DELETE"])


def downgrade() -> None:
    for table in ("reports", "report_jobs", "tombstones", "inbox", "outbox"):
        op.drop_table(table)


def _create_report_jobs() -> None:
    op.create_table(
        "report_jobs",
        sa.Column("tenant_id", sa.Uuid, primary_key=True),
        sa.Column("recording_id", sa.Uuid, primary_key=True),
        sa.Column("analysis_id", sa.Uuid),
        sa.Column("attempt", sa.Integer, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False),
        sa.CheckConstraint(
            "status IN ('running', 'completed', 'failed', 'cancelled')", name="report_jobs_status"
        ),
        sa.CheckConstraint("analysis_id IS NOT NULL OR status = 'cancelled'", name="report_jobs_analysis"),
    )


def _create_reports() -> None:
    op.create_table(
        "reports",
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
