"""How much audio was worked on, for the limits of a day. Recordings that are deleted stay counted."""

import sqlalchemy as sa
from alembic import op

from chassis.database.rls import enable_tenant_rls, grant_app, grant_relay

TABLES = ("audio_use",)


def create() -> None:
    op.create_table(
        "audio_use",
        sa.Column("tenant_id", sa.Uuid, nullable=False),
        sa.Column("recording_id", sa.Uuid, primary_key=True),
        sa.Column("user_id", sa.Uuid, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("audio_s", sa.Double, nullable=False),
    )
    op.create_index("audio_use_of_user", "audio_use", ["tenant_id", "user_id", "at"])
    enable_tenant_rls(op, "audio_use")
    grant_app(op, "audio_use", ["SELECT", "INSERT", "DELETE"])
    grant_relay(op, "audio_use", ["SELECT", "DELETE"])
