"""Recordings, erasures, uploads in pieces, shares, and the tables of the chassis: outbox, inbox, tombstones, idempotency keys."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from chassis.database.rls import enable_tenant_rls, grant_app, grant_relay
from chassis.database.tombstones import create_tombstones
from chassis.idempotency.postgres import create_idempotency
from chassis.inbox import create_inbox
from chassis.outbox import create_outbox
from chassis.rate_limits.postgres import create_rate_limits
from services.ingest.migrations.tables import audio_use, shares

revision = "0001"
down_revision = None


def upgrade() -> None:
    _create_recordings()
    _create_erasures()
    _create_uploads()
    shares.create()
    audio_use.create()
    create_outbox(op)
    create_inbox(op)
    create_tombstones(op)
    create_idempotency(op)
    create_rate_limits(op)


def downgrade() -> None:
    for table in (
        "rate_limits",
        "idempotency_keys",
        "tombstones",
        "inbox",
        "outbox",
        *reversed((*shares.TABLES, *audio_use.TABLES)),
        "upload_parts",
        "uploads",
        "erasures",
        "recordings",
    ):
        op.drop_table(table)


def _create_recordings() -> None:
    op.create_table(
        "recordings",
        sa.Column("tenant_id", sa.Uuid, primary_key=True),
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("user_id", sa.Uuid, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("language", sa.Text, nullable=False),
        sa.Column("reference_text", sa.Text, nullable=False),
        sa.Column("profile", sa.Text, nullable=False),
        sa.Column("analyses", ARRAY(sa.Text), nullable=False),
        sa.Column("engine", sa.Text, nullable=False),
        sa.Column("model", sa.Text, nullable=False),
        sa.Column("prompt", sa.Text, nullable=False),
        sa.Column("task", sa.Text, nullable=False),
        sa.Column("speakers", sa.Boolean, nullable=False),
        sa.Column("transcript_only", sa.Boolean, nullable=False),
        sa.Column("start_s", sa.Double, nullable=False),
        sa.Column("end_s", sa.Double),
        sa.Column("brief", JSONB, nullable=False),
        sa.Column("container", sa.Text, nullable=False),
        sa.Column("size_bytes", sa.BigInteger, nullable=False),
        sa.Column("sha256", sa.Text, nullable=False),
        sa.Column("original_key", sa.Text, nullable=False),
        sa.Column("allowance", JSONB, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("stage", sa.Text, nullable=False),
        sa.Column("attempt", sa.Integer, nullable=False),
        sa.Column("crashes", sa.Integer, nullable=False),
        sa.Column("audio_key", sa.Text),
        sa.Column("audio_sha256", sa.Text),
        sa.Column("duration_s", sa.Double),
        sa.Column("audio_done_s", sa.Double, nullable=False),
        sa.Column("report_id", sa.Uuid),
        sa.Column("problem", JSONB),
        sa.Column("version", sa.BigInteger, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("recordings_id", "recordings", ["id"])
    op.create_index("recordings_created_at", "recordings", ["created_at"])
    received = sa.text("status = 'received'")
    to_be_prepared = ["tenant_id", "created_at"]
    op.create_index("recordings_received", "recordings", to_be_prepared, postgresql_where=received)
    enable_tenant_rls(op, "recordings")
    grant_app(op, "recordings", ["SELECT", "INSERT", "UPDATE", "DELETE"])
    grant_relay(op, "recordings", ["SELECT"])


def _create_erasures() -> None:
    op.create_table(
        "erasures",
        sa.Column("tenant_id", sa.Uuid, primary_key=True),
        sa.Column("recording_id", sa.Uuid, primary_key=True),
        sa.Column("service", sa.Text, primary_key=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=False),
    )
    enable_tenant_rls(op, "erasures")
    grant_app(op, "erasures", ["SELECT", "INSERT", "DELETE"])


def _create_uploads() -> None:
    op.create_table(
        "uploads",
        sa.Column("tenant_id", sa.Uuid, primary_key=True),
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("user_id", sa.Uuid, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("length", sa.BigInteger),
        sa.Column("metadata", sa.Text, nullable=False),
        sa.Column("fields", JSONB, nullable=False),
        sa.Column("partials", ARRAY(sa.Uuid), nullable=False),
        sa.Column("received", sa.BigInteger, nullable=False),
        sa.Column("writer", sa.Integer, nullable=False),
        sa.Column("finishing_until", sa.DateTime(timezone=True)),
        sa.Column("recording_id", sa.Uuid),
        sa.Column("allowance", JSONB, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("uploads_expires_at", "uploads", ["expires_at"])
    op.create_table(
        "upload_parts",
        sa.Column("tenant_id", sa.Uuid, primary_key=True),
        sa.Column("upload_id", sa.Uuid, primary_key=True),
        sa.Column("start", sa.BigInteger, primary_key=True),
        sa.Column("size", sa.BigInteger, nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "upload_id"], ["uploads.tenant_id", "uploads.id"], ondelete="CASCADE"
        ),
    )
    for table in ("uploads", "upload_parts"):
        enable_tenant_rls(op, table)
        grant_app(op, table, ["SELECT", "INSERT", "UPDATE", "DELETE"])
    grant_relay(op, "uploads", ["SELECT"])
