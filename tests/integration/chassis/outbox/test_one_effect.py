"""Outbox, broker and inbox together: each event has one effect, and each dead letter is stored once."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
import sqlalchemy as sa
from prometheus_client import REGISTRY

from chassis.clock import new_id
from chassis.database import Database
from chassis.errors import InvalidInput
from chassis.inbox import claim
from chassis.messaging import STREAMS, Choice, Delivery, LetterBox
from chassis.outbox import append
from tests.builders.chassis_database import create_notes, migrate
from tests.builders.consuming import Recorder, consumer_of, consuming
from tests.builders.events import an_event
from tests.builders.messaging_clients import connected, eventually
from tests.builders.outbox_runs import append_all, relaying, unpublished
from tests.builders.own_nats import restartable_nats
from tests.infrastructure.databases import ServiceDatabase
from tests.infrastructure.servers import RunningNats

INSERT = sa.text("INSERT INTO notes (id, tenant_id, text) VALUES (:id, :tenant, :text)")
COUNT = sa.text("SELECT count(*) FROM notes")


@pytest.fixture
def store_note(target: ServiceDatabase, app: Database) -> Callable[[Delivery], None]:
    """A handler as a service would write it: claim and effect in one transaction."""
    migrate(target, create_notes)

    def handle(delivery: Delivery) -> None:
        event = delivery.event
        with app.transaction(event.tenant_id) as connection:
            if claim(connection, delivery.consumer.name, event):
                note = {"id": new_id(), "tenant": event.tenant_id, "text": str(new_id())}
                connection.execute(INSERT, note)

    return handle


def test_each_event_has_one_effect_though_the_broker_is_killed_twice(
    app: Database, relay_database: Database, store_note: Callable[[Delivery], None], tmp_path: Path
) -> None:
    tenant = new_id()

    def effects() -> int:
        with app.transaction(tenant) as connection:
            return int(connection.execute(COUNT).scalar_one())

    with restartable_nats(tmp_path / "nats") as (server, restarts):
        with connected(server, "admin") as admin:
            admin.provision(STREAMS, ())
        append_all(app, [an_event(tenant_id=tenant) for _ in range(400)])
        recorder = Recorder(store_note)
        consumer = consumer_of(tenant, slots=4, ack_wait_s=3.0)
        with consuming(server, consumer, recorder), relaying(relay_database, server):
            for reached in (50, 200):
                assert eventually(partial(_reached, effects, reached), within_s=30)
                restarts.kill()
                restarts.start()
            assert eventually(lambda: len({d.event.id for d in recorder.deliveries}) == 400, within_s=60)
            assert eventually(lambda: effects() == 400, within_s=60)
    assert recorder.given_up == []


def test_a_given_up_event_reaches_the_dead_letters_once(
    app: Database, relay_database: Database, broker: RunningNats
) -> None:
    tenant = new_id()
    consumer = consumer_of(tenant)
    recorder, event = Recorder(_refuse), an_event(tenant_id=tenant)
    with consuming(broker, consumer, recorder), connected(broker) as publisher:
        publisher.publish(event)
        assert eventually(lambda: len(recorder.given_up) == 1)
    for _ in range(2):
        with app.transaction(tenant) as connection:
            append(connection, recorder.given_up[0].event)
    with relaying(relay_database, broker):
        assert eventually(lambda: unpublished(relay_database) == 0)
    with connected(broker, "admin") as admin:
        (letter,) = LetterBox(admin, "test").letters(Choice("transcribe", consumer.name))
    assert (letter.code, letter.attempts, letter.data) == ("no_speech", 1, event.data)


def test_the_backlog_is_measured(app: Database, relay_database: Database, broker: RunningNats) -> None:
    append_all(app, [an_event()])
    published = _sample("rostrum_outbox_published_total")
    with relaying(relay_database, broker):
        assert eventually(lambda: _sample("rostrum_outbox_published_total") == published + 1)
        assert eventually(lambda: _sample("rostrum_outbox_backlog") == 0)
    assert _sample("rostrum_outbox_lag_seconds_count") >= 1


def _sample(name: str) -> float:
    return REGISTRY.get_sample_value(name, {"service": "ingest"}) or 0.0


def _refuse(_: object) -> None:
    raise InvalidInput("nobody speaks", code="no_speech")


def _reached(count: Callable[[], int], wanted: int) -> bool:
    return count() >= wanted
