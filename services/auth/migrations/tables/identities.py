"""Identities at outside providers, the sessions that their tokens opened, and logins under way.

An identity and a login are looked up before their tenant is known: that transaction names the one that it may
see. A login belongs to nobody until the provider has answered.
"""

import sqlalchemy as sa
from alembic import op

from chassis.database.rls import enable_tenant_rls, grant_app, grant_relay

TABLES = ("identities", "proven_sessions", "login_attempts")
_MOMENT = sa.DateTime(timezone=True)
_ALL = ["SELECT", "INSERT", "UPDATE", "DELETE"]


def create() -> None:
    _create_identities()
    op.create_table(
        "proven_sessions",
        sa.Column("session_id", sa.Uuid, sa.ForeignKey("sessions.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("tenant_id", sa.Uuid, nullable=False),
        sa.Column("proof", sa.LargeBinary, nullable=False),
        sa.Index("proven_sessions_proof", "tenant_id", "proof"),
    )
    _create_attempts()
    for table in TABLES:
        enable_tenant_rls(op, table)
        grant_app(op, table, _ALL)
    _let_named_rows_be_seen()
    grant_relay(op, "login_attempts", ["SELECT", "DELETE"])


def _create_identities() -> None:
    op.create_table(
        "identities",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("tenant_id", sa.Uuid, nullable=False),
        sa.Column(
            "user_id", sa.Uuid, sa.ForeignKey("users.id", ondelete="CASCADE"), nullable=False, index=True
        ),
        sa.Column("provider", sa.Text, nullable=False),
        sa.Column("issuer", sa.Text, nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("linked_at", _MOMENT, nullable=False),
        sa.Column("unlinked_at", _MOMENT),
        sa.UniqueConstraint("issuer", "subject", name="identities_person"),
    )


def _create_attempts() -> None:
    op.create_table(
        "login_attempts",
        sa.Column("digest", sa.LargeBinary, primary_key=True),
        sa.Column("tenant_id", sa.Uuid),
        sa.Column("user_id", sa.Uuid, sa.ForeignKey("users.id", ondelete="CASCADE"), index=True),
        sa.Column("two_factors", sa.Boolean, nullable=False),
        sa.Column("provider", sa.Text, nullable=False),
        sa.Column("return_to", sa.Text, nullable=False),
        sa.Column("challenge", sa.Text, nullable=False),
        sa.Column("expires_at", _MOMENT, nullable=False, index=True),
    )


def _let_named_rows_be_seen() -> None:
    op.execute(
        "CREATE POLICY named_identity ON identities FOR SELECT TO auth_app"
        " USING (issuer || E'\\n' || subject = NULLIF(current_setting('app.identity', true), ''))"
    )
    named = "digest = decode(current_setting('app.login_attempt', true), 'hex')"
    op.execute(
        f"CREATE POLICY named_attempt ON login_attempts TO auth_app USING ({named}) WITH CHECK ({named})"
    )
