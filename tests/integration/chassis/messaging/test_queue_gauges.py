"""What the gauges say of a broker: what waits, what is stuck, what nobody will ever get."""

import threading
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from prometheus_client import REGISTRY

from chassis.clock import new_id
from chassis.errors import InvalidInput
from chassis.messaging import (
    STREAMS,
    Consumer,
    Delivery,
    MessagingClient,
    as_work,
    dead_letter,
    permissions,
    work_queue,
)
from chassis.messaging.queue_gauges import QueueGauges
from tests.builders.consuming import Recorder, consumer_of, running
from tests.builders.events import an_event
from tests.builders.messaging_clients import connected, eventually
from tests.builders.own_nats import own_nats
from tests.infrastructure.servers import RunningNats

TENANT = new_id()
EVENTS_OF = consumer_of(TENANT, name="transcribe-received")
PIECES = consumer_of(
    TENANT, name="transcribe-piece", subjects=("work.transcribe.piece.*",), stream="WORK_TRANSCRIBE"
)
CONSUMERS = (EVENTS_OF, PIECES)


class LaterClock:
    """The machine's clock, moved on by hand."""

    def __init__(self) -> None:
        self.ahead = timedelta(0)

    def now(self) -> datetime:
        return datetime.now(UTC) + self.ahead

    def monotonic(self) -> float:
        raise NotImplementedError


@pytest.fixture
def server(tmp_path: Path) -> Iterator[RunningNats]:
    """Empty, with the rights that the service has."""
    rights = {"transcribe": permissions("transcribe", CONSUMERS)}
    with own_nats(tmp_path, rights) as running_server, connected(running_server, "admin") as admin:
        admin.provision((*STREAMS, work_queue("transcribe")), CONSUMERS)
        yield running_server


@pytest.fixture
def client(server: RunningNats) -> Iterator[MessagingClient]:
    with connected(server, "transcribe") as service:
        yield service


@pytest.fixture
def clock() -> LaterClock:
    return LaterClock()


@pytest.fixture
def gauges(client: MessagingClient, clock: LaterClock) -> QueueGauges:
    return QueueGauges(client, CONSUMERS, clock)


def told(name: str, of: Consumer | str) -> float:
    names = {"consumer": of.name, "stream": of.stream} if isinstance(of, Consumer) else {"stream": of}
    value = REGISTRY.get_sample_value(f"rostrum_{name}", names)
    assert value is not None
    return value


def consumed(of: Consumer, *names: str) -> Sequence[float]:
    return [told(f"consumer_{name}", of) for name in names]


def test_nothing_waits_on_an_empty_broker(gauges: QueueGauges, clock: LaterClock) -> None:
    clock.ahead = timedelta(hours=1)
    gauges.measure()
    assert consumed(EVENTS_OF, "pending", "in_hand", "redelivered", "stalled_seconds") == [0, 0, 0, 0]
    assert told("stream_oldest_seconds", "WORK_TRANSCRIBE") == 0


def test_what_nobody_takes_is_pending_and_gets_older(
    server: RunningNats, gauges: QueueGauges, clock: LaterClock
) -> None:
    gauges.measure()
    with connected(server, "ingest") as ingest:
        for number in range(3):
            ingest.publish(an_event(tenant_id=TENANT, number=number))
    clock.ahead = timedelta(minutes=10)
    gauges.measure()
    assert consumed(EVENTS_OF, "pending", "in_hand") == [3, 0]
    assert 590 < told("consumer_stalled_seconds", EVENTS_OF) < 610


def test_what_is_in_hand_is_told_apart_and_ends_the_standstill_when_it_is_done(
    server: RunningNats, client: MessagingClient, gauges: QueueGauges, clock: LaterClock
) -> None:
    done = threading.Event()
    recorder = Recorder(lambda _: assert_set(done))
    with connected(server, "ingest") as ingest, running(client, EVENTS_OF, recorder):
        for number in range(4):
            ingest.publish(an_event(tenant_id=TENANT, number=number))
        assert eventually(lambda: len(recorder.deliveries) == 1)
        clock.ahead = timedelta(minutes=1)
        gauges.measure()
        assert consumed(EVENTS_OF, "pending", "in_hand") == [3, 1]
        assert told("consumer_stalled_seconds", EVENTS_OF) > 50
        done.set()
        assert eventually(lambda: len(recorder.deliveries) == 4)
    clock.ahead = timedelta(0)
    gauges.measure()
    assert consumed(EVENTS_OF, "pending", "in_hand", "stalled_seconds") == [0, 0, 0]


def assert_set(done: threading.Event) -> None:
    assert done.wait(30)


def test_a_work_queue_tells_its_depth_and_what_no_consumer_knows(
    server: RunningNats, client: MessagingClient, gauges: QueueGauges, clock: LaterClock
) -> None:
    piece = an_event(service="transcribe", name="piece.released", tenant_id=TENANT)
    client.publish(as_work(piece, "piece"))
    gauges.measure()
    assert told("stream_messages", "WORK_TRANSCRIBE") == 1
    assert told("stream_hidden_messages", "WORK_TRANSCRIBE") == 0
    assert told("stream_fill_ratio", "WORK_TRANSCRIBE") == pytest.approx(1 / 10_000)
    client.publish(as_work(an_event(service="transcribe", name="x.y", tenant_id=TENANT), "nobody"))
    clock.ahead = timedelta(hours=1)
    gauges.measure()
    assert told("stream_hidden_messages", "WORK_TRANSCRIBE") == 1
    assert 3_590 < told("stream_oldest_seconds", "WORK_TRANSCRIBE") < 3_610


def test_dead_letters_are_counted_until_they_are_settled(
    server: RunningNats, client: MessagingClient, gauges: QueueGauges
) -> None:
    delivery = Delivery(an_event(tenant_id=TENANT), 5, EVENTS_OF, 1)
    client.publish(dead_letter(delivery, InvalidInput("no"), 5, datetime.now(UTC)).event)
    gauges.measure()
    assert dead_letters() == 1
    with connected(server, "admin") as admin:
        admin.run(admin.jetstream.purge_stream("DLQ"))
    gauges.measure()
    assert dead_letters() == 0


def dead_letters() -> float | None:
    return REGISTRY.get_sample_value("rostrum_dead_letters", {"consumer": EVENTS_OF.name})
