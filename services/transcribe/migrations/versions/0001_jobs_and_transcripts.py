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


def downgrade() -> None:
    for table in ("outbox", "inbox", "tombstones", "segments", "transcripts", "jobs"):
        op.drop_table(table)
