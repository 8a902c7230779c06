"""Sessions and their refresh tokens.

A session is also looked up before its tenant is known: that transaction names the one session that it may see.
"""

import sqlalchemy as sa
from alembic import op

from chassis.database.rls import enable_tenant_rls, grant_app, grant_relay

TABLES = ("sessions", "refresh_tokens")
_MOMENT = sa.DateTime(timezone=True)
_ALL = ["SELECT", "INSERT", "UPDATE", "DELETE"]


def create() -> None:
    op.create_table(
        "sessions",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("tenant_id", sa.Uuid, nullable=False),
        sa.Column("user_id", sa.Uuid, sa.ForeignKey("users.id"), nullable=False, index=True),
        sa.Column("generation", sa.Integer, nullable=False),
        sa.Column("nonce", sa.LargeBinary, nullable=False),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("rotated_at", _MOMENT, nullable=False),
        sa.Column("revoked_at", _MOMENT),
        sa.Column("revoked_reason", sa.Text),
        sa.Column("means", sa.Text, nullable=False),
        sa.Column("csrf", sa.Text),
        sa.Column("peer", sa.Text, nullable=False),
        sa.Column("agent", sa.Text, nullable=False),
    )
    op.create_table(
        "refresh_tokens",
        sa.Column("session_id", sa.Uuid, sa.ForeignKey("sessions.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("digest", sa.LargeBinary, primary_key=True),
        sa.Column("tenant_id", sa.Uuid, nullable=False),
        sa.Column("generation", sa.Integer, nullable=False),
    )
    for table in TABLES:
        enable_tenant_rls(op, table)
        grant_app(op, table, _ALL)
    op.execute(
        "CREATE POLICY named_session ON sessions FOR SELECT TO auth_app"
        " USING (id = NULLIF(current_setting('app.session_id', true), '')::uuid)"
    )
    grant_relay(op, "sessions", ["SELECT", "DELETE"])
