"""Second factors, the challenges for them, and when sessions last proved who is there.

A passkey and a challenge are also looked up before their tenant is known: that transaction names the one
credential or challenge that it may see. A challenge for a login by passkey belongs to nobody yet.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY

from chassis.database.rls import enable_tenant_rls, grant_app, grant_relay

TABLES = ("totp_secrets", "recovery_codes", "passkeys", "factor_challenges", "session_proofs")
_MOMENT = sa.DateTime(timezone=True)
_ALL = ["SELECT", "INSERT", "UPDATE", "DELETE"]


def create() -> None:
    _create_codes()
    _create_passkeys()
    _create_challenges()
    _create_proofs()
    for table in TABLES:
        enable_tenant_rls(op, table)
        grant_app(op, table, _ALL)
    _let_named_rows_be_seen()
    grant_relay(op, "factor_challenges", ["SELECT", "DELETE"])


def _create_codes() -> None:
    op.create_table(
        "totp_secrets",
        sa.Column("user_id", sa.Uuid, sa.ForeignKey("users.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("tenant_id", sa.Uuid, nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
        sa.Column("wrapped_key", sa.LargeBinary, nullable=False),
        sa.Column("master_key", sa.Text, nullable=False, index=True),
        sa.Column("last_step", sa.BigInteger, nullable=False),
        sa.Column("confirmed_at", _MOMENT),
    )
    op.create_table(
        "recovery_codes",
        sa.Column("user_id", sa.Uuid, sa.ForeignKey("users.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("digest", sa.LargeBinary, primary_key=True),
        sa.Column("tenant_id", sa.Uuid, nullable=False),
    )


def _create_passkeys() -> None:
    op.create_table(
        "passkeys",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("tenant_id", sa.Uuid, nullable=False),
        sa.Column(
            "user_id", sa.Uuid, sa.ForeignKey("users.id", ondelete="CASCADE"), nullable=False, index=True
        ),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("credential_id", sa.LargeBinary, nullable=False),
        sa.Column("public_key", sa.LargeBinary, nullable=False),
        sa.Column("sign_count", sa.BigInteger, nullable=False),
        sa.Column("transports", ARRAY(sa.Text), nullable=False),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("last_used_at", _MOMENT),
        sa.UniqueConstraint("credential_id", name="passkeys_credential"),
    )


def _create_challenges() -> None:
    op.create_table(
        "factor_challenges",
        sa.Column("digest", sa.LargeBinary, primary_key=True),
        sa.Column("tenant_id", sa.Uuid),
        sa.Column("user_id", sa.Uuid, sa.ForeignKey("users.id", ondelete="CASCADE"), index=True),
        sa.Column("purpose", sa.Text, nullable=False),
        sa.Column("first", sa.Text),
        sa.Column("attempts", sa.Integer, nullable=False, server_default="0"),
        sa.Column("expires_at", _MOMENT, nullable=False, index=True),
    )


def _create_proofs() -> None:
    op.create_table(
        "session_proofs",
        sa.Column("session_id", sa.Uuid, sa.ForeignKey("sessions.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("tenant_id", sa.Uuid, nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
    )


def _let_named_rows_be_seen() -> None:
    op.execute(
        "CREATE POLICY named_credential ON passkeys FOR SELECT TO auth_app"
        " USING (credential_id = decode(current_setting('app.credential_id', true), 'hex'))"
    )
    named = "digest = decode(current_setting('app.challenge', true), 'hex')"
    op.execute(
        f"CREATE POLICY named_challenge ON factor_challenges TO auth_app USING ({named}) WITH CHECK ({named})"
    )
