"""The audit trail: acts, which nobody can change, and where they came from, which is erased with the account."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from chassis.database.rls import enable_tenant_rls, grant_app, grant_relay

TABLES = ("audit_acts", "audit_origins")
_MOMENT = sa.DateTime(timezone=True)


def create() -> None:
    op.create_table(
        "audit_acts",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("tenant_id", sa.Uuid),
        sa.Column("at", _MOMENT, nullable=False, index=True),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("actor_id", sa.Uuid, index=True),
        sa.Column("target_id", sa.Uuid, index=True),
        sa.Column("details", JSONB, nullable=False),
    )
    op.create_table(
        "audit_origins",
        sa.Column("act_id", sa.Uuid, sa.ForeignKey("audit_acts.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("tenant_id", sa.Uuid, index=True),
        sa.Column("peer", sa.Text, nullable=False),
        sa.Column("agent", sa.Text, nullable=False),
        sa.Column("request_id", sa.Text, nullable=False),
    )
    for table in TABLES:
        enable_tenant_rls(op, table)
        # An act may belong to nobody: a login to an address that has no account.
        op.execute(
            f"CREATE POLICY of_nobody ON {table} FOR INSERT TO auth_app WITH CHECK (tenant_id IS NULL)"
        )
        grant_relay(op, table, ["SELECT", "DELETE"])
    grant_app(op, "audit_acts", ["SELECT", "INSERT"])
    grant_app(op, "audit_origins", ["SELECT", "INSERT", "DELETE"])
