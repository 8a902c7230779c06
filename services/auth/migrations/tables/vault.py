"""Keys of providers, sealed. The relay's role reads and rewraps them when the master key is rotated."""

import sqlalchemy as sa
from alembic import op

from chassis.database.rls import enable_tenant_rls, grant_app, grant_relay

TABLES = ("provider_keys",)
_MOMENT = sa.DateTime(timezone=True)


def create() -> None:
    op.create_table(
        "provider_keys",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column(
            "tenant_id", sa.Uuid, sa.ForeignKey("tenants.tenant_id", ondelete="CASCADE"), nullable=False
        ),
        sa.Column("provider", sa.Text, nullable=False),
        sa.Column("last_four", sa.Text, nullable=False),
        sa.Column("base_url", sa.Text),
        sa.Column("speech_model", sa.Text),
        sa.Column("text_model", sa.Text),
        sa.Column("content", sa.LargeBinary, nullable=False),
        sa.Column("wrapped_key", sa.LargeBinary, nullable=False),
        sa.Column("master_key", sa.Text, nullable=False, index=True),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("last_used_at", _MOMENT),
        sa.Column("test_result", sa.Text),
        sa.Column("tested_at", _MOMENT),
        sa.UniqueConstraint("tenant_id", "provider", name="provider_keys_of_owner"),
    )
    enable_tenant_rls(op, "provider_keys")
    grant_app(op, "provider_keys", ["SELECT", "INSERT", "UPDATE", "DELETE"])
    grant_relay(op, "provider_keys", ["SELECT", "UPDATE"])
    grant_relay(op, "totp_secrets", ["SELECT", "UPDATE"])
