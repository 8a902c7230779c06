"""Accounts, sessions and erasures.

Every table is under row-level security. Two lookups come before the tenant is known, the login by
address and the session by id: for them the transaction names the one key that it may see.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY

from chassis.database.rls import enable_tenant_rls, grant_app, grant_relay
from chassis.idempotency.postgres import create_idempotency
from chassis.outbox import create_outbox

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_MOMENT = sa.DateTime(timezone=True)
_ALL = ["SELECT", "INSERT", "UPDATE", "DELETE"]


def upgrade() -> None:
    _create_accounts()
    _create_sessions()
    _create_erasures()
    for table in ("tenants", "users", "logins", "sessions", "refresh_tokens", "erasures", "erasure_receipts"):
        enable_tenant_rls(op, table)
        grant_app(op, table, _ALL)
    op.execute(
        "CREATE POLICY named_address ON logins FOR SELECT TO auth_app"
        " USING (email = NULLIF(current_setting('app.email', true), ''))"
    )
    op.execute(
        "CREATE POLICY named_session ON sessions FOR SELECT TO auth_app"
        " USING (id = NULLIF(current_setting('app.session_id', true), '')::uuid)"
    )
    grant_relay(op, "sessions", ["SELECT", "DELETE"])
    create_outbox(op)
    create_idempotency(op)


def _create_accounts() -> None:
    op.create_table(
        "tenants",
        sa.Column("tenant_id", sa.Uuid, primary_key=True),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.CheckConstraint("kind IN ('personal')", name="tenants_kind"),
    )
    op.create_table(
        "users",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("tenant_id", sa.Uuid, sa.ForeignKey("tenants.tenant_id"), nullable=False, index=True),
        sa.Column("display_name", sa.Text, nullable=False),
        sa.Column("locale", sa.Text, nullable=False),
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
        sa.Column("password_hash", sa.Text, nullable=False),
    )


def _create_sessions() -> None:
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
    )
    op.create_table(
        "refresh_tokens",
        sa.Column("session_id", sa.Uuid, sa.ForeignKey("sessions.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("digest", sa.LargeBinary, primary_key=True),
        sa.Column("tenant_id", sa.Uuid, nullable=False),
        sa.Column("generation", sa.Integer, nullable=False),
    )


def _create_erasures() -> None:
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


def downgrade() -> None:
    for table in (
        "idempotency_keys",
        "outbox",
        "erasure_receipts",
        "erasures",
        "refresh_tokens",
        "sessions",
        "logins",
        "users",
        "tenants",
    ):
        op.drop_table(table)
