"""Organisations, their members and invitations. Each organisation is a tenant.

Two looks from outside: a user's own personal tenant sees the user's own memberships, and with them the
organisations; a transaction that names an address sees the invitations to it, and who they come from.
The organisation's tenant sees the names of its members, and nothing else of theirs. What a user did anywhere their
own tenant sees, so that where they did it from can be erased with them.
"""

import sqlalchemy as sa
from alembic import op

from chassis.database.rls import enable_tenant_rls, grant_app, grant_relay

TABLES = ("organisations", "memberships", "invitations")
_MOMENT = sa.DateTime(timezone=True)
_ALL = ["SELECT", "INSERT", "UPDATE", "DELETE"]
_OWN_SPACE = "user_tenant_id = NULLIF(current_setting('app.tenant_id', true), '')::uuid"
_DONE_BY_OWN_USER = (
    "EXISTS (SELECT FROM users WHERE users.id = audit_acts.actor_id"
    " AND users.tenant_id = NULLIF(current_setting('app.tenant_id', true), '')::uuid)"
)
_OF_OWN_ACT = f"EXISTS (SELECT FROM audit_acts WHERE audit_acts.id = act_id AND {_DONE_BY_OWN_USER})"
_NAMED_ADDRESS = "email = NULLIF(current_setting('app.email', true), '')"


def create() -> None:
    _create_organisations()
    _create_memberships()
    _create_invitations()
    for table in TABLES:
        enable_tenant_rls(op, table)
        grant_app(op, table, _ALL)
    _show("memberships", "own_memberships", _OWN_SPACE)
    _show("invitations", "named_address", _NAMED_ADDRESS)
    _show("organisations", "of_seen_members", _seen("memberships", "tenant_id = organisations.tenant_id"))
    _show("organisations", "of_seen_invitations", _seen("invitations", "tenant_id = organisations.tenant_id"))
    _show("users", "seen_members", _seen("memberships", "user_id = users.id"))
    _show("audit_acts", "own_acts", _DONE_BY_OWN_USER)
    _show("audit_origins", "own_acts", _OF_OWN_ACT)
    op.execute(f"CREATE POLICY erase_own ON audit_origins FOR DELETE TO auth_app USING ({_OF_OWN_ACT})")
    grant_relay(op, "organisations", ["SELECT"])
    grant_relay(op, "memberships", ["SELECT"])
    grant_relay(op, "invitations", ["SELECT", "DELETE"])
    grant_relay(op, "tenants", ["SELECT", "DELETE"])
    op.execute("GRANT INSERT ON audit_acts TO auth_relay")  # of an organisation that nobody looks after


def _create_organisations() -> None:
    op.create_table(
        "organisations",
        sa.Column(
            "tenant_id", sa.Uuid, sa.ForeignKey("tenants.tenant_id", ondelete="CASCADE"), primary_key=True
        ),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("created_at", _MOMENT, nullable=False),
    )


def _create_memberships() -> None:
    op.create_table(
        "memberships",
        _of_organisation(primary_key=True),
        sa.Column("user_id", sa.Uuid, sa.ForeignKey("users.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("user_tenant_id", sa.Uuid, nullable=False, index=True),
        sa.Column("email", sa.Text, nullable=False),
        sa.Column("role", sa.Text, nullable=False),
        sa.Column("joined_at", _MOMENT, nullable=False),
        sa.Column("role_since", _MOMENT, nullable=False),
        sa.CheckConstraint("role IN ('user', 'coach', 'admin')", name="memberships_role"),
    )
    op.create_index("memberships_user", "memberships", ["user_id"])


def _create_invitations() -> None:
    op.create_table(
        "invitations",
        sa.Column("id", sa.Uuid, primary_key=True),
        _of_organisation(primary_key=False),
        sa.Column("email", sa.Text, nullable=False, index=True),
        sa.Column("role", sa.Text, nullable=False),
        sa.Column("invited_by", sa.Uuid, nullable=False),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("expires_at", _MOMENT, nullable=False, index=True),
        sa.UniqueConstraint("tenant_id", "email", name="invitations_address"),
    )


def _of_organisation(*, primary_key: bool) -> sa.Column[object]:
    parent = sa.ForeignKey("organisations.tenant_id", ondelete="CASCADE")
    return sa.Column("tenant_id", sa.Uuid, parent, primary_key=primary_key, nullable=False)


def _seen(table: str, condition: str) -> str:
    """Where the transaction sees a row of the other table: that table's own policies decide."""
    return f"EXISTS (SELECT FROM {table} WHERE {table}.{condition})"


def _show(table: str, policy: str, condition: str) -> None:
    op.execute(f"CREATE POLICY {policy} ON {table} FOR SELECT TO auth_app USING ({condition})")
