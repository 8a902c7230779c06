"""Tokens of machines: the digest of each secret, and what it allows.

A token is looked up before its tenant is known: that transaction names the one token that it may see.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY

from chassis.database.rls import enable_tenant_rls, grant_app, grant_relay

TABLES = ("api_tokens",)
_MOMENT = sa.DateTime(timezone=True)


def create() -> None:
    user = sa.ForeignKey("users.id", ondelete="CASCADE")
    op.create_table(
        "api_tokens",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("tenant_id", sa.Uuid, nullable=False),
        sa.Column("user_id", sa.Uuid, user, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("scopes", ARRAY(sa.Text), nullable=False),
        sa.Column("digest", sa.LargeBinary, nullable=False),
        sa.Column("last_four", sa.Text, nullable=False),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("expires_at", _MOMENT, nullable=False),
        sa.Column("last_used_at", _MOMENT),
        sa.Column("last_used_peer", sa.Text),
        sa.Column("revoked_at", _MOMENT),
    )
    op.create_index(
        "api_tokens_name",
        "api_tokens",
        ["user_id", "name"],
        unique=True,
        postgresql_where=sa.text("revoked_at IS NULL"),
    )
    enable_tenant_rls(op, "api_tokens")
    grant_app(op, "api_tokens", ["SELECT", "INSERT", "UPDATE", "DELETE"])
    op.execute(
        "CREATE POLICY named_token ON api_tokens FOR SELECT TO auth_app"
        " USING (id = NULLIF(current_setting('app.token_id', true), '')::uuid)"
    )
    grant_relay(op, "api_tokens", ["SELECT", "DELETE"])
