"""Mails that are to be sent, and for an hour those that were, so that nobody is flooded with them.

A mail may be for somebody who has no account; it then belongs to no tenant. Only the worker that sends them
reads them, as the relay's role.
"""

import sqlalchemy as sa
from alembic import op

from chassis.database.rls import enable_tenant_rls, grant_app, grant_relay

TABLES = ("mails",)
_MOMENT = sa.DateTime(timezone=True)


def create() -> None:
    op.create_table(
        "mails",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("tenant_id", sa.Uuid, sa.ForeignKey("tenants.tenant_id", ondelete="CASCADE"), index=True),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("user_id", sa.Uuid),
        sa.Column("address", sa.Text),
        sa.Column("subject_id", sa.Uuid),
        sa.Column("recipient", sa.LargeBinary, nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("due_at", _MOMENT, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False, server_default="0"),
        sa.Column("sent_at", _MOMENT),
    )
    op.create_index("mails_due", "mails", ["due_at"], postgresql_where=sa.text("sent_at IS NULL"))
    op.create_index("mails_sent", "mails", ["recipient", "kind"])
    enable_tenant_rls(op, "mails")
    op.execute("CREATE POLICY of_nobody ON mails FOR INSERT TO auth_app WITH CHECK (tenant_id IS NULL)")
    grant_app(op, "mails", ["INSERT"])
    grant_relay(op, "mails", ["SELECT", "UPDATE", "DELETE"])
