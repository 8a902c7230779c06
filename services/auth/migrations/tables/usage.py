"""The ledger of usage. Nobody changes an entry; they go with the account that they are of.

Whose key paid may see its entries too: such a transaction names the owner of the key.
"""

import sqlalchemy as sa
from alembic import op

from chassis.database.rls import enable_tenant_rls, grant_app

TABLES = ("usage_entries",)


def create() -> None:
    op.create_table(
        "usage_entries",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column(
            "tenant_id", sa.Uuid, sa.ForeignKey("tenants.tenant_id", ondelete="CASCADE"), nullable=False
        ),
        sa.Column("user_id", sa.Uuid),
        sa.Column("recording_id", sa.Uuid),
        sa.Column("service", sa.Text, nullable=False),
        sa.Column("provider", sa.Text, nullable=False),
        sa.Column("operation", sa.Text, nullable=False),
        sa.Column("units", sa.Double, nullable=False),
        sa.Column("unit", sa.Text, nullable=False),
        sa.Column("cost_usd", sa.Numeric(14, 6), nullable=False),
        sa.Column("key_owner", sa.Uuid),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("usage_entries_of_tenant", "usage_entries", ["tenant_id", "at", "id"])
    op.create_index("usage_entries_of_key_owner", "usage_entries", ["key_owner", "at", "id"])
    enable_tenant_rls(op, "usage_entries")
    grant_app(op, "usage_entries", ["SELECT", "INSERT"])
    for name, seen in (
        ("paid_by_named_key_owner", "key_owner = NULLIF(current_setting('app.key_owner', true), '')::uuid"),
        ("for_administrators", "current_setting('app.administrator', true) = 'on'"),
    ):
        op.execute(f"CREATE POLICY {name} ON usage_entries FOR SELECT TO auth_app USING ({seen})")
