"""What was deleted stays deleted: late results are refused in the transaction that would store them.

A tenant's tombstone is one whose entity is the tenant itself; it covers everything the tenant had.
Tombstones hold random ids only and are kept.
"""

from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from chassis.database.rls import Operations, enable_tenant_rls, grant_app, grant_relay

_LOCK = sa.text("SELECT pg_advisory_xact_lock(hashtextextended(:key, 0))")
_SHARED_LOCKS = sa.text(
    "SELECT pg_advisory_xact_lock_shared(hashtextextended(:tenant_key, 0)),"
    " pg_advisory_xact_lock_shared(hashtextextended(:entity_key, 0))"
)
_IS_BURIED = sa.text(
    "SELECT EXISTS (SELECT FROM tombstones"
    " WHERE tenant_id = :tenant_id AND entity_id IN (:tenant_id, :entity_id))"
)

tombstones = sa.Table(
    "tombstones",
    sa.MetaData(),
    sa.Column("tenant_id", sa.Uuid, primary_key=True),
    sa.Column("entity_id", sa.Uuid, primary_key=True),
    sa.Column("buried_at", sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False),
)


def create_tombstones(op: Operations) -> None:
    """The table, for a service's migration."""
    tombstones.create(op.get_bind())
    enable_tenant_rls(op, tombstones.name)
    grant_app(op, tombstones.name, ["SELECT", "INSERT"])
    grant_relay(op, tombstones.name, ["SELECT", "INSERT"])


def bury(connection: sa.Connection, tenant_id: UUID, entity_id: UUID) -> None:
    """First statement of a deletion: waits for writers that have asked `is_buried` and not yet committed,
    so that the deletes that follow in the same transaction see their rows."""
    connection.execute(_LOCK, {"key": _lock_key(entity_id)})
    row = {"tenant_id": tenant_id, "entity_id": entity_id}
    connection.execute(insert(tombstones).values(row).on_conflict_do_nothing())


def is_buried(connection: sa.Connection, tenant_id: UUID, entity_id: UUID) -> bool:
    """Ask before storing a result; a deletion then waits until this transaction has ended."""
    keys = {"tenant_key": _lock_key(tenant_id), "entity_key": _lock_key(entity_id)}
    connection.execute(_SHARED_LOCKS, keys)
    ids = {"tenant_id": tenant_id, "entity_id": entity_id}
    return bool(connection.execute(_IS_BURIED, ids).scalar_one())


def _lock_key(entity_id: UUID) -> str:
    return f"{tombstones.name}:{entity_id}"
