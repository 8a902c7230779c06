"""Running relays, and reading back what the broker stored of one tenant."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from uuid import UUID

import nats.errors
import sqlalchemy as sa
from nats.js.api import AckPolicy, ConsumerConfig

from chassis.database import Database
from chassis.messaging import CloudEvent, MessagingClient, WireMessage, from_wire
from chassis.outbox import Relay, append
from tests.builders.messaging_clients import connected
from tests.infrastructure.servers import RunningNats

UNPUBLISHED = sa.text("SELECT count(*) FROM outbox WHERE published_at IS NULL")


def append_all(database: Database, events: Sequence[CloudEvent]) -> None:
    """Each event in a transaction of its own."""
    for event in events:
        with database.transaction(event.tenant_id) as connection:
            append(connection, event)


@contextmanager
def relaying(database: Database, server: RunningNats) -> Iterator[Relay]:
    with connected(server, "ingest") as client:
        relay = Relay(database, client)
        relay.start()
        try:
            yield relay
        finally:
            relay.stop(10.0)


def unpublished(database: Database) -> int:
    """As the relay role sees it: of all tenants."""
    with database.transaction(None) as connection:
        return int(connection.execute(UNPUBLISHED).scalar_one())


def stored(server: RunningNats, tenant: UUID) -> list[CloudEvent]:
    """What EVENTS has of the tenant, in its order, repetitions included."""
    with connected(server, "admin") as admin:
        return admin.run(read_events(admin, f"evt.*.*.*.v1.{tenant}"), 30.0)


async def read_events(client: MessagingClient, subject_filter: str) -> list[CloudEvent]:
    """What EVENTS has of the filter, on the client's loop."""
    config = ConsumerConfig(filter_subject=subject_filter, ack_policy=AckPolicy.NONE, inactive_threshold=10.0)
    info = await client.jetstream.add_consumer("EVENTS", config)
    pull = await client.jetstream.pull_subscribe_bind(consumer=info.name, stream="EVENTS")
    events: list[CloudEvent] = []
    try:
        while len(events) < (info.num_pending or 0):
            for message in await pull.fetch(200, timeout=2.0):
                wire = WireMessage(message.subject, message.headers or {}, message.data)
                events.append(from_wire(wire))
    except nats.errors.TimeoutError:
        return events
    finally:
        await pull.unsubscribe()
    return events
