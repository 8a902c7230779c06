"""What was deleted stays deleted: late results are refused in the transaction that would store them.

A tenant's tombstone is one whose entity is the tenant itself; it covers everything the tenant had.
Tombstones hold random ids only and are kept.
"""

from uuid import UUID

import sqlalchemy as sa
from alembic.operations import Operations

from chassis.database.rls import enable_tenant_rls, grant_app, grant_relay

_TABLE = "tombstones"
_LOCK = "SELECT pg_advisory_xact_lock(hashtextextended(:key, 0))"
_SHARED_LOCK = "SELECT pg_advisory_xact_lock_shared(hashtextextended(:key, 0))"


def create_tombstones(op: Operations) -> None:
    """The table, for a service's migration."""
    op.create_table(
        _TABLE,
        sa.Column("tenant_id", sa.Uuid, primary_key=True),
        sa.Column("entity_id", sa.Uuid, primary_key=True),
        sa.Column("buried_at", sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False),
    )
    enable_tenant_rls(op, _TABLE)
    grant_app(op, _TABLE, ["SELECT", "INSERT"])
    grant_relay(op, _TABLE, ["SELECT", "INSERT"])


def bury(connection: sa.Connection, tenant_id: UUID, entity_id: UUID) -> None:
    """First statement of a deletion: waits for writers that have asked `is_buried` and not yet committed,
    so that the deletes that follow in the same transaction see their rows."""
    connection.execute(sa.text(_LOCK), {"key": _lock_key(entity_id)})
    connection.execute(
        sa.text(
            "INSERT INTO tombstones (tenant_id, entity_id) VALUES (:tenant_id, :entity_id)"
            " ON CONFLICT DO NOTHING"
        ),
        {"tenant_id": tenant_id, "entity_id": entity_id},
    )


def is_buried(connection: sa.Connection, tenant_id: UUID, entity_id: UUID) -> bool:
    """Ask before storing a result; a deletion then waits until this transaction has ended."""
    for key in (tenant_id, entity_id):
        connection.execute(sa.text(_SHARED_LOCK), {"key": _lock_key(key)})
    found = connection.execute(
        sa.text(
            "SELECT EXISTS (SELECT 1 FROM tombstones WHERE tenant_id = :tenant_id"
            " AND entity_id IN (:tenant_id, :entity_id))"
        ),
        {"tenant_id": tenant_id, "entity_id": entity_id},
    )
    return bool(found.scalar_one())


def _lock_key(entity_id: UUID) -> str:
    return f"{_TABLE}:{entity_id}"
