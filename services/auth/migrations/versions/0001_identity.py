"""Everything that auth keeps. Each area's tables have a module of their own.

Every table is under row-level security, but for the rate limits, which hold digests alone. A look-up that comes
before its tenant is known names, in its transaction, the one key that it may see.
"""

from alembic import op

from chassis.idempotency.postgres import create_idempotency
from chassis.inbox import create_inbox
from chassis.outbox import create_outbox
from chassis.rate_limits.postgres import create_rate_limits
from services.auth.migrations.tables import (
    accounts,
    administration,
    api_tokens,
    audit,
    credentials,
    erasures,
    factors,
    identities,
    mail,
    organisations,
    sessions,
    usage,
    vault,
)

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_AREAS = (
    accounts,
    credentials,
    sessions,
    factors,
    identities,
    api_tokens,
    erasures,
    audit,
    organisations,
    vault,
    usage,
    mail,
    administration,
)
"""In the order of their foreign keys."""


def upgrade() -> None:
    for area in _AREAS:
        area.create()
    create_outbox(op)
    create_inbox(op)
    create_idempotency(op)
    create_rate_limits(op)


def downgrade() -> None:
    tables = [table for area in _AREAS for table in area.TABLES]
    for table in ("rate_limits", "idempotency_keys", "inbox", "outbox", *reversed(tables)):
        op.execute(f"DROP TABLE {table} CASCADE")  # the policies of one table may look into another
