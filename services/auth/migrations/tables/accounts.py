"""Tenants, the users in them, and what they log in with.

The login by address comes before the tenant is known: its transaction names the one address that it may see.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from chassis.database.rls import enable_tenant_rls, grant_app

TABLES = ("tenants", "users", "logins")
_MOMENT = sa.DateTime(timezone=True)
_ALL = ["SELECT", "INSERT", "UPDATE", "DELETE"]


def create() -> None:
    op.create_table(
        "tenants",
        sa.Column("tenant_id", sa.Uuid, primary_key=True),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.CheckConstraint("kind IN ('personal', 'organisation')", name="tenants_kind"),
    )
    op.create_table(
        "users",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("tenant_id", sa.Uuid, sa.ForeignKey("tenants.tenant_id"), nullable=False, index=True),
        sa.Column("display_name", sa.Text, nullable=False),
        sa.Column("locale", sa.Text, nullable=False),
        sa.Column("profile", JSONB, server_default="{}", nullable=False),
        sa.Column("username_wish", sa.Text),
        sa.Column("roles", ARRAY(sa.Text), server_default="{}", nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("disabled_at", _MOMENT),
    )
    op.create_table(
        "logins",
        sa.Column("email", sa.Text, primary_key=True),
        sa.Column("tenant_id", sa.Uuid, nullable=False),
        sa.Column("user_id", sa.Uuid, sa.ForeignKey("users.id"), nullable=False, unique=True),
        sa.Column("password_hash", sa.Text),
        sa.Column("verified_at", _MOMENT),
        sa.Column("password_changed_at", _MOMENT),
    )
    for table in TABLES:
        enable_tenant_rls(op, table)
        grant_app(op, table, _ALL)
    op.execute(
        "CREATE POLICY named_address ON logins FOR SELECT TO auth_app"
        " USING (email = NULLIF(current_setting('app.email', true), ''))"
    )
