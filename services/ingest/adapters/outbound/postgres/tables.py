"""The tables of ingest's own database, as the adapters use them; `migrations/` makes them."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

CHANGES_CHANNEL = "recordings"
"""NOTIFY channel whose payload is the id of a recording that has changed."""

metadata = sa.MetaData()

recordings = sa.Table(
    "recordings",
    metadata,
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

erasures = sa.Table(
    "erasures",
    metadata,
    sa.Column("tenant_id", sa.Uuid, primary_key=True),
    sa.Column("recording_id", sa.Uuid, primary_key=True),
    sa.Column("service", sa.Text, primary_key=True),
    sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=False),
)

uploads = sa.Table(
    "uploads",
    metadata,
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

upload_parts = sa.Table(
    "upload_parts",
    metadata,
    sa.Column("tenant_id", sa.Uuid, primary_key=True),
    sa.Column("upload_id", sa.Uuid, primary_key=True),
    sa.Column("start", sa.BigInteger, primary_key=True),
    sa.Column("size", sa.BigInteger, nullable=False),
    sa.Column("key", sa.Text, nullable=False),
)

audio_use = sa.Table(
    "audio_use",
    metadata,
    sa.Column("tenant_id", sa.Uuid, nullable=False),
    sa.Column("recording_id", sa.Uuid, primary_key=True),
    sa.Column("user_id", sa.Uuid, nullable=False),
    sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("audio_s", sa.Double, nullable=False),
)

shares = sa.Table(
    "shares",
    metadata,
    sa.Column("tenant_id", sa.Uuid, nullable=False),
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("user_id", sa.Uuid, nullable=False),
    sa.Column("coach_id", sa.Uuid, nullable=False),
    sa.Column("organisation_id", sa.Uuid, nullable=False),
    sa.Column("bond_since", sa.DateTime(timezone=True), nullable=False),
    sa.Column("recording_id", sa.Uuid),
    sa.Column("granted_at", sa.DateTime(timezone=True), nullable=False),
)

share_reads = sa.Table(
    "share_reads",
    metadata,
    sa.Column("tenant_id", sa.Uuid, nullable=False),
    sa.Column("share_id", sa.Uuid, primary_key=True),
    sa.Column("recording_id", sa.Uuid, primary_key=True),
    sa.Column("part", sa.Text, primary_key=True),
    sa.Column("read_at", sa.DateTime(timezone=True), nullable=False),
)
