"""The outbox table: every event of a service, as long as the stream keeps it: a new broker is told again."""

from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB, insert

from chassis.database.rls import Operations, enable_tenant_rls, grant_app, grant_app_function, grant_relay
from chassis.messaging import EVENTS, CloudEvent, WireMessage, to_wire
from chassis.messaging.events import current_trace

CHANNEL = "outbox"
SWEEP_BATCH = 1000

outbox = sa.Table(
    "outbox",
    sa.MetaData(),
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("position", sa.BigInteger, sa.Identity(always=True), nullable=False),
    sa.Column("tenant_id", sa.Uuid, nullable=False),
    sa.Column("aggregate", sa.Text, nullable=False),
    sa.Column("subject", sa.Text, nullable=False),
    sa.Column("headers", JSONB, nullable=False),
    sa.Column("data", sa.LargeBinary, nullable=False),
    sa.Column(
        "created_at",
        sa.DateTime(timezone=True),
        server_default=sa.func.clock_timestamp(),
        nullable=False,
    ),
    sa.Column("published_at", sa.DateTime(timezone=True)),
    sa.Index("outbox_unpublished", "position", postgresql_where=sa.text("published_at IS NULL")),
    sa.Index("outbox_published", "published_at", postgresql_where=sa.text("published_at IS NOT NULL")),
    sa.Index("outbox_tenant", "tenant_id"),
)
"""`position` orders the events of one aggregate: changes of one row follow each other. It does not order
commits of different aggregates, so nothing may ever read "after the last position"."""

_COUNT_WAITING = (
    sa.text("CREATE POLICY waiting_rows ON outbox FOR SELECT TO CURRENT_USER USING (published_at IS NULL)"),
    sa.text(
        "CREATE OR REPLACE FUNCTION outbox_waiting(most integer) RETURNS bigint"
        " LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp"
        " AS 'SELECT count(*) FROM (SELECT FROM outbox WHERE published_at IS NULL LIMIT most) AS waiting'"
    ),
)
"""The table's owner counts for the app role, which sees only its tenant's rows."""

_APPEND = insert(outbox).on_conflict_do_nothing().returning(sa.func.pg_notify(CHANNEL, ""))
_WAITING = sa.text("SELECT outbox_waiting(:most)")
_UNPUBLISHED = outbox.c.published_at.is_(None)


@dataclass(frozen=True)
class Pending:
    """An unpublished row. `age_s` counts from the append."""

    id: UUID
    aggregate: str
    message: WireMessage
    age_s: float


def create_outbox(op: Operations) -> None:
    """The table, for a service's migration. The app role sees its tenant's rows, the relay all; how many wait
    is no secret."""
    outbox.create(op.get_bind())
    enable_tenant_rls(op, outbox.name)
    grant_app(op, outbox.name, ["SELECT", "INSERT", "DELETE"])
    grant_relay(op, outbox.name, ["SELECT", "INSERT", "UPDATE", "DELETE"])
    for statement in _COUNT_WAITING:
        op.get_bind().execute(statement)
    grant_app_function(op, "outbox_waiting(integer)")


def append(connection: sa.Connection, *events: CloudEvent) -> None:
    """Stores the events in the caller's transaction and wakes the relay when that commits.

    An id that is already there is left alone, so that a repeated give-up stores one dead letter.
    Raises `TooLarge` for an event beyond 256 KiB.
    """
    for event in events:
        connection.execute(_APPEND, _row(event))


def _row(event: CloudEvent) -> dict[str, object]:
    traced = event if event.trace else replace(event, trace=current_trace())
    message = to_wire(traced)
    return {
        "id": event.id,
        "tenant_id": event.tenant_id,
        "aggregate": event.subject,
        "subject": message.subject,
        "headers": dict(message.headers),
        "data": message.data,
    }


def pending(connection: sa.Connection, limit: int) -> list[Pending]:
    """The oldest unpublished rows that no one else holds, locked until the transaction ends."""
    age = sa.func.extract("epoch", sa.func.clock_timestamp() - outbox.c.created_at)
    rows = connection.execute(
        sa.select(outbox, age.label("age_s"))
        .where(_UNPUBLISHED)
        .order_by(outbox.c.position)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return [
        Pending(row.id, row.aggregate, WireMessage(row.subject, row.headers, row.data), float(row.age_s))
        for row in rows
    ]


def mark_published(connection: sa.Connection, ids: list[UUID]) -> None:
    connection.execute(
        outbox.update().where(outbox.c.id.in_(ids)).values(published_at=sa.func.clock_timestamp())
    )


def waiting(connection: sa.Connection, most: int) -> int:
    """How many events of all tenants wait for publication, counted up to `most`: for those who stop taking
    new work when it can't be passed on."""
    return int(connection.execute(_WAITING, {"most": most}).scalar_one())


def backlog(connection: sa.Connection) -> tuple[int, float]:
    """(rows waiting, age of the oldest in seconds)."""
    age = sa.func.extract("epoch", sa.func.clock_timestamp() - sa.func.min(outbox.c.created_at))
    row = connection.execute(sa.select(sa.func.count(), sa.func.coalesce(age, 0)).where(_UNPUBLISHED)).one()
    return int(row[0]), float(row[1])


def sweep_published(connection: sa.Connection) -> int:
    """Deletes a batch of what the stream has let go; how many."""
    old = (
        sa.select(outbox.c.id)
        .where(outbox.c.published_at < sa.func.now() - timedelta(seconds=EVENTS.max_age_s))
        .limit(SWEEP_BATCH)
    )
    return connection.execute(outbox.delete().where(outbox.c.id.in_(old))).rowcount


def erase_tenant(connection: sa.Connection, tenant_id: UUID) -> int:
    """Deletes a tenant's published rows, in the transaction that erases the tenant; how many. What is still
    unpublished goes in its time, as ever."""
    gone = outbox.delete().where(outbox.c.tenant_id == tenant_id, outbox.c.published_at.is_not(None))
    return connection.execute(gone).rowcount
