"""Everything that auth keeps. Each area's tables have a module of their own.

Every table is under row-level security. A look-up that comes before its tenant is known names, in its
transaction, the one key that it may see.
"""

from alembic import op

from chassis.idempotency.postgres import create_idempotency
from chassis.outbox import create_outbox
from services.auth.migrations.tables import accounts, administration, audit, erasures, mail, sessions

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_AREAS = (accounts, sessions, erasures, audit, mail, administration)
"""In the order of their foreign keys."""


def upgrade() -> None:
    for area in _AREAS:
        area.create()
    create_outbox(op)
    create_idempotency(op)


def downgrade() -> None:
    tables = [table for area in _AREAS for table in area.TABLES]
    for table in ("idempotency_keys", "outbox", *reversed(tables)):
        op.drop_table(table)
