"""Erasures under way and the receipts of the other services."""

import sqlalchemy as sa
from alembic import op

from chassis.database.rls import enable_tenant_rls, grant_app

TABLES = ("erasures", "erasure_receipts")
_MOMENT = sa.DateTime(timezone=True)
_ALL = ["SELECT", "INSERT", "UPDATE", "DELETE"]


def create() -> None:
    op.create_table(
        "erasures",
        sa.Column("tenant_id", sa.Uuid, primary_key=True),
        sa.Column("begun_at", _MOMENT, nullable=False),
    )
    op.create_table(
        "erasure_receipts",
        sa.Column(
            "tenant_id", sa.Uuid, sa.ForeignKey("erasures.tenant_id", ondelete="CASCADE"), primary_key=True
        ),
        sa.Column("service", sa.Text, primary_key=True),
    )
    for table in TABLES:
        enable_tenant_rls(op, table)
        grant_app(op, table, _ALL)
