"""The relay publishes everything that was committed, once in effect, and in each aggregate's order."""

import random
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import pytest
import sqlalchemy as sa

from chassis.clock import new_id
from chassis.database import Database
from chassis.errors import TooLarge
from chassis.messaging import CloudEvent
from chassis.outbox import Relay, append, erase_tenant, waiting
from tests.builders.events import an_event
from tests.builders.messaging_clients import connected, eventually
from tests.builders.outbox_runs import append_all, relaying, stored, unpublished
from tests.infrastructure.servers import RunningNats


@pytest.fixture
def tenant() -> UUID:
    return new_id()


def test_a_committed_event_is_published_soon(
    app: Database, relay_database: Database, broker: RunningNats, tenant: UUID
) -> None:
    event = an_event(tenant_id=tenant)
    with relaying(relay_database, broker):
        assert eventually(lambda: unpublished(relay_database) == 0)
        append_all(app, [event])
        begun = time.monotonic()
        assert eventually(lambda: unpublished(relay_database) == 0)
        assert time.monotonic() - begun < 0.9, "the poll published it, not the notification"
    assert stored(broker, tenant) == [event]


def test_what_was_rolled_back_is_never_published(
    app: Database, relay_database: Database, broker: RunningNats, tenant: UUID
) -> None:
    with relaying(relay_database, broker):
        with pytest.raises(ZeroDivisionError):
            _append_and_fail(app, an_event(tenant_id=tenant))
        append_all(app, [an_event(tenant_id=tenant)])
        assert eventually(lambda: len(stored(broker, tenant)) == 1 and unpublished(relay_database) == 0)


def test_a_late_commit_is_not_skipped(
    app: Database, relay_database: Database, broker: RunningNats, tenant: UUID
) -> None:
    early, late = an_event(tenant_id=tenant), an_event(tenant_id=tenant)
    with relaying(relay_database, broker), app.transaction(tenant) as connection:
        append(connection, late)
        append_all(app, [early])
        assert eventually(lambda: stored(broker, tenant) == [early])
    with relaying(relay_database, broker):
        assert eventually(lambda: stored(broker, tenant) == [early, late])


def test_two_relays_keep_each_aggregates_order(
    app: Database, relay_database: Database, broker: RunningNats, tenant: UUID
) -> None:
    aggregates = [
        [an_event(tenant_id=tenant, subject=f"a{a}", number=n) for n in range(25)] for a in range(8)
    ]

    def write(events: list[CloudEvent]) -> None:
        for event in events:
            with app.transaction(tenant) as connection:
                append(connection, event)
                threading.Event().wait(random.uniform(0, 0.01))

    with relaying(relay_database, broker), relaying(relay_database, broker):
        with ThreadPoolExecutor(len(aggregates)) as pool:
            list(pool.map(write, aggregates))
        assert eventually(lambda: unpublished(relay_database) == 0, within_s=30)
    found = stored(broker, tenant)
    assert len(found) == 200
    for events in aggregates:
        mine = [event.id for event in found if event.subject == events[0].subject]
        assert mine == [event.id for event in events]


def test_the_same_event_is_stored_once(app: Database, relay_database: Database, tenant: UUID) -> None:
    event = an_event(tenant_id=tenant)
    append_all(app, [event, event])
    assert unpublished(relay_database) == 1


def test_an_event_that_is_too_large_is_refused_at_the_append(app: Database, tenant: UUID) -> None:
    large = an_event(tenant_id=tenant, data=b"x" * 262_144)
    with pytest.raises(TooLarge, match="262144"):
        append_all(app, [large])


def test_a_tenants_published_rows_can_be_erased(
    app: Database, relay_database: Database, broker: RunningNats, tenant: UUID
) -> None:
    append_all(app, [an_event(tenant_id=tenant), an_event()])
    with relaying(relay_database, broker):
        assert eventually(lambda: unpublished(relay_database) == 0)
    with app.transaction(tenant) as connection:
        assert erase_tenant(connection, tenant) == 1
        assert erase_tenant(connection, new_id()) == 0


def test_without_a_broker_events_wait(
    app: Database, relay_database: Database, broker: RunningNats, tenant: UUID
) -> None:
    with connected(broker) as client:
        client.stop(2.0)
        append_all(app, [an_event(tenant_id=tenant)])
        assert Relay(relay_database, client).publish_batch() == 0
    assert unpublished(relay_database) == 1


def test_everybody_may_count_what_waits_and_only_that(
    app: Database, relay_database: Database, broker: RunningNats, tenant: UUID
) -> None:
    append_all(app, [an_event(tenant_id=tenant), an_event(), an_event()])
    assert [_waiting(app, most) for most in (2, 10)] == [2, 3]
    with app.transaction(None) as connection:
        assert connection.execute(sa.text("SELECT count(*) FROM outbox")).scalar_one() == 0
    with relaying(relay_database, broker):
        assert eventually(lambda: _waiting(app, 10) == 0)


def _waiting(database: Database, most: int) -> int:
    with database.transaction(None) as connection:
        return waiting(connection, most)


def _append_and_fail(database: Database, event: CloudEvent) -> None:
    with database.transaction(event.tenant_id) as connection:
        append(connection, event)
        raise ZeroDivisionError
