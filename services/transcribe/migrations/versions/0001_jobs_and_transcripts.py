"""Jobs, transcripts, and what makes their changes announced once and deletions final."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, REGCONFIG, TSVECTOR

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
        sa.Column("version", sa.Integer, primary_key=True),
        sa.Column("origin", sa.Text, nullable=False),
        sa.Column("user_id", sa.Uuid),
        sa.Column("last_word_id", sa.Integer, nullable=False),
        sa.Column("proofreading", JSONB),
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("language", sa.Text, nullable=False),
        sa.Column("engine", JSONB, nullable=False),
        sa.Column("content", JSONB, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("origin IN ('recognized', 'proofread', 'edited')", name="transcripts_origin"),
    )
    _create_search()
    _create_engine_calls()
    for table in ("jobs", "transcripts", "segments"):
        enable_tenant_rls(op, table)
        grant_app(op, table, _OWN_ROWS)
    create_tombstones(op)
    create_inbox(op)
    create_outbox(op)


def _create_search() -> None:
    """The segments of each transcript's newest version, for full-text search."""
    op.create_table(
        "segments",
        sa.Column("tenant_id", sa.Uuid, primary_key=True),
        sa.Column("recording_id", sa.Uuid, primary_key=True),
        sa.Column("segment_id", sa.Integer, primary_key=True),
        sa.Column("start_s", sa.Float, nullable=False),
        sa.Column("end_s", sa.Float, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("word_ids", ARRAY(sa.Integer), nullable=False),
        sa.Column("language", REGCONFIG, nullable=False),
        sa.Column("lexemes", TSVECTOR, sa.Computed("to_tsvector(language, text)", persisted=True)),
    )
    op.create_index("segments_lexemes", "segments", ["lexemes"], postgresql_using="gin")


def _create_engine_calls() -> None:
    """Calls to paid engines, and what each tenant spends on them in a day."""
    op.create_table(
        "engine_calls",
        sa.Column("tenant_id", sa.Uuid, primary_key=True),
        sa.Column("job_key", sa.Text, primary_key=True),
        sa.Column("engine", sa.Text, primary_key=True),
        sa.Column("model", sa.Text, primary_key=True),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("cost_usd", sa.Numeric(12, 6), nullable=False),
        sa.Column("remote_id", sa.Text),
        sa.Column("answer", JSONB),
    )
    op.create_index("engine_calls_day", "engine_calls", ["tenant_id", "day"])
    op.create_table(
        "engine_spending",
        sa.Column("tenant_id", sa.Uuid, primary_key=True),
        sa.Column("day", sa.Date, primary_key=True),
        sa.Column("spent_usd", sa.Numeric(12, 6), nullable=False),
    )
    for table in ("engine_calls", "engine_spending"):
        enable_tenant_rls(op, table)
        grant_app(op, table, _OWN_ROWS)


def downgrade() -> None:
    for table in ("engine_spending", "engine_calls", "outbox", "inbox", "tombstones"):
        op.drop_table(table)
    for table in ("segments", "transcripts", "jobs"):
        op.drop_table(table)
