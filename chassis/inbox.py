"""Which events a consumer has handled: the claim is one transaction with the effect, so it happens once.

The broker's own duplicate detection forgets (after its window, and on restarts); this table does not.
"""

from typing import Protocol
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from chassis.database.rls import Operations, enable_tenant_rls, grant_app, grant_relay

SWEEP_BATCH = 1000


class Claimed(Protocol):
    """What of an event a claim needs; `CloudEvent` has it."""

    @property
    def id(self) -> UUID: ...

    @property
    def tenant_id(self) -> UUID: ...


inbox = sa.Table(
    "inbox",
    sa.MetaData(),
    sa.Column("tenant_id", sa.Uuid, primary_key=True),
    sa.Column("consumer", sa.Text, primary_key=True),
    sa.Column("event_id", sa.Uuid, primary_key=True),
    sa.Column("claimed_at", sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False),
    sa.Index("inbox_claimed", "claimed_at"),
)


def create_inbox(op: Operations) -> None:
    """The table, for a service's migration. The app role sees its tenant's rows, the relay all."""
    inbox.create(op.get_bind())
    enable_tenant_rls(op, inbox.name)
    grant_app(op, inbox.name, ["SELECT", "INSERT", "DELETE"])
    grant_relay(op, inbox.name, ["SELECT", "INSERT", "DELETE"])


def claim(connection: sa.Connection, consumer: str, event: Claimed) -> bool:
    """False when the consumer has handled the event: then there is nothing to do but to acknowledge.

    While another transaction holds the same claim this waits for its end.
    """
    row = {"tenant_id": event.tenant_id, "consumer": consumer, "event_id": event.id}
    inserted = insert(inbox).values(row).on_conflict_do_nothing().returning(inbox.c.event_id)
    return connection.execute(inserted).first() is not None


def is_claimed(connection: sa.Connection, consumer: str, event: Claimed) -> bool:
    """Whether the consumer has handled the event, for those who look before they begin. A message that was
    given up is not claimed, so that it can be sent again."""
    query = sa.select(inbox.c.event_id).where(
        inbox.c.tenant_id == event.tenant_id,
        inbox.c.consumer == consumer,
        inbox.c.event_id == event.id,
    )
    return connection.execute(query).first() is not None


def sweep_claims(connection: sa.Connection) -> int:
    """Deletes a batch of claims that no stored event can need any more (streams keep 7 days, dead letters
    30); how many."""
    old = (
        sa.select(inbox.c.tenant_id, inbox.c.consumer, inbox.c.event_id)
        .where(inbox.c.claimed_at < sa.func.now() - sa.text("interval '31 days'"))
        .limit(SWEEP_BATCH)
    )
    key = sa.tuple_(inbox.c.tenant_id, inbox.c.consumer, inbox.c.event_id)
    return connection.execute(inbox.delete().where(key.in_(old))).rowcount


def erase_tenant(connection: sa.Connection, tenant_id: UUID) -> int:
    """Deletes a tenant's claims, in the transaction that erases the tenant; how many. The tenant's tombstone
    then refuses what comes late."""
    return connection.execute(inbox.delete().where(inbox.c.tenant_id == tenant_id)).rowcount
