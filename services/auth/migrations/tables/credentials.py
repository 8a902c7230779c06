"""Usernames, the tokens in mails, pictures, and deletions to come.

A username and a token come before the tenant is known: their transaction names the one that it may see.
"""

import sqlalchemy as sa
from alembic import op

from chassis.database.rls import enable_tenant_rls, grant_app, grant_relay

TABLES = ("usernames", "account_tokens", "avatars", "scheduled_deletions")
_MOMENT = sa.DateTime(timezone=True)
_ALL = ["SELECT", "INSERT", "UPDATE", "DELETE"]


def create() -> None:
    op.create_table(
        "usernames",
        sa.Column("skeleton", sa.Text, primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        *_owner(unique=True),
    )
    op.create_table(
        "account_tokens",
        sa.Column("digest", sa.LargeBinary, primary_key=True),
        sa.Column("purpose", sa.Text, nullable=False),
        *_owner(index=True),
        sa.Column("address", sa.Text, nullable=False),
        sa.Column("expires_at", _MOMENT, nullable=False, index=True),
    )
    op.create_table(
        "avatars", *_owner(primary_key=True), sa.Column("content", sa.LargeBinary, nullable=False)
    )
    op.create_table(
        "scheduled_deletions",
        *_owner(primary_key=True),
        sa.Column("due_at", _MOMENT, nullable=False, index=True),
    )
    for table in TABLES:
        enable_tenant_rls(op, table)
        grant_app(op, table, _ALL)
    _let_see_the_named("usernames", "skeleton = NULLIF(current_setting('app.username', true), '')")
    _let_see_the_named(
        "account_tokens", "digest = decode(NULLIF(current_setting('app.account_token', true), ''), 'hex')"
    )
    grant_relay(op, "account_tokens", ["SELECT", "DELETE"])
    grant_relay(op, "scheduled_deletions", ["SELECT"])


def _owner(
    *, primary_key: bool = False, unique: bool | None = None, index: bool | None = None
) -> list[sa.Column[object]]:
    """Whose row it is; it goes with the user."""
    user = sa.ForeignKey("users.id", ondelete="CASCADE")
    return [
        sa.Column(
            "user_id", sa.Uuid, user, primary_key=primary_key, nullable=False, unique=unique, index=index
        ),
        sa.Column("tenant_id", sa.Uuid, nullable=False),
    ]


def _let_see_the_named(table: str, condition: str) -> None:
    op.execute(f"CREATE POLICY named ON {table} FOR SELECT TO auth_app USING ({condition})")
