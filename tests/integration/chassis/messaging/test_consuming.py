"""Deliveries, attempts and their end, on a real broker."""

import threading
from uuid import UUID

import pytest

from chassis.clock import new_id
from chassis.errors import InvalidInput, Unavailable
from chassis.messaging import DeadLetter, Delivery, RetryLater, Superseded
from tests.builders.consuming import Recorder, consumer_of, consuming, running
from tests.builders.events import an_event
from tests.builders.messaging_clients import connected, eventually
from tests.infrastructure.servers import RunningNats


@pytest.fixture
def tenant() -> UUID:
    return new_id()


def _pending(server: RunningNats, tenant: UUID) -> int:
    """Messages that the consumer has not settled."""
    with connected(server, "admin") as admin:
        info = admin.run(admin.jetstream.consumer_info("EVENTS", f"transcribe-{tenant}"))
        return (info.num_pending or 0) + (info.num_ack_pending or 0)


def _raise(error: Exception) -> None:
    raise error


def test_an_event_arrives_as_it_was_published_and_is_settled(broker: RunningNats, tenant: UUID) -> None:
    recorder, event = Recorder(), an_event(tenant_id=tenant, subject='se"é 50% \u2028')
    with consuming(broker, consumer_of(tenant), recorder), connected(broker) as publisher:
        publisher.publish(event)
        assert eventually(lambda: len(recorder.deliveries) == 1)
        assert eventually(lambda: _pending(broker, tenant) == 0)
    assert recorder.deliveries[0].event == event
    assert recorder.attempts == [1]


def test_the_same_event_published_twice_arrives_once(broker: RunningNats, tenant: UUID) -> None:
    recorder, event, last = Recorder(), an_event(tenant_id=tenant), an_event(tenant_id=tenant)
    with consuming(broker, consumer_of(tenant), recorder), connected(broker) as publisher:
        publisher.publish(event)
        publisher.publish(event)
        publisher.publish(last)
        assert eventually(lambda: any(d.event.id == last.id for d in recorder.deliveries))
    assert [d.event.id for d in recorder.deliveries] == [event.id, last.id]


def test_a_failing_event_is_tried_five_times_and_then_given_up(broker: RunningNats, tenant: UUID) -> None:
    recorder = Recorder(lambda _: _raise(ValueError("boom")))
    with consuming(broker, consumer_of(tenant), recorder), connected(broker) as publisher:
        publisher.publish(an_event(tenant_id=tenant))
        assert eventually(lambda: len(recorder.given_up) == 1)
        assert eventually(lambda: _pending(broker, tenant) == 0)
    assert recorder.attempts == [1, 2, 3, 4, 5]
    letter = recorder.given_up[0]
    assert (letter.code, letter.attempts, letter.detail) == ("internal", 5, "ValueError: boom")
    assert letter.event.address == f"dlq.transcribe.transcribe-{tenant}.{tenant}"


def test_a_permanent_error_is_given_up_at_once(broker: RunningNats, tenant: UUID) -> None:
    recorder = Recorder(lambda _: _raise(InvalidInput("no speech", code="no_speech")))
    with consuming(broker, consumer_of(tenant), recorder), connected(broker) as publisher:
        publisher.publish(an_event(tenant_id=tenant))
        assert eventually(lambda: len(recorder.given_up) == 1)
    assert recorder.attempts == [1]
    assert recorder.given_up[0].problem["code"] == "no_speech"


def test_giving_up_is_repeated_until_it_is_committed(broker: RunningNats, tenant: UUID) -> None:
    recorder = Recorder(lambda _: _raise(InvalidInput("bad")), give_up_failures=2)
    with consuming(broker, consumer_of(tenant), recorder), connected(broker) as publisher:
        publisher.publish(an_event(tenant_id=tenant))
        assert eventually(lambda: len(recorder.given_up) == 1)
        assert eventually(lambda: _pending(broker, tenant) == 0)


def test_an_outage_fails_nothing_however_long_it_takes(broker: RunningNats, tenant: UUID) -> None:
    errors = [Unavailable("away"), RetryLater(0.01)] * 4

    def away_at_first(_: Delivery) -> None:
        if errors:
            raise errors.pop()

    recorder = Recorder(away_at_first)
    with consuming(broker, consumer_of(tenant), recorder), connected(broker) as publisher:
        publisher.publish(an_event(tenant_id=tenant))
        assert eventually(lambda: len(recorder.deliveries) == 9)
        assert eventually(lambda: _pending(broker, tenant) == 0)
    assert recorder.attempts == [1] * 9
    assert recorder.given_up == []


def test_a_wait_keeps_its_message_and_holds_up_no_other(broker: RunningNats, tenant: UUID) -> None:
    first, second = an_event(tenant_id=tenant), an_event(tenant_id=tenant)
    waited = threading.Event()

    def later(delivery: Delivery) -> None:
        if delivery.event.id == first.id and not waited.is_set():
            waited.set()
            raise RetryLater(2.5)

    recorder = Recorder(later)
    consumer = consumer_of(tenant, ack_wait_s=1.0)
    with consuming(broker, consumer, recorder, heartbeat_s=0.3), connected(broker) as publisher:
        publisher.publish(first)
        publisher.publish(second)
        assert eventually(lambda: len(recorder.deliveries) == 3)
    assert [d.event.id for d in recorder.deliveries] == [first.id, second.id, first.id]
    assert recorder.attempts == [1, 1, 1]


def test_who_takes_over_in_an_outage_does_not_give_up(broker: RunningNats, tenant: UUID) -> None:
    """The waits of the process that went are no failures of the message."""
    waiting = Recorder(lambda _: _raise(Unavailable("away")))
    successor = Recorder()
    consumer = consumer_of(tenant, ack_wait_s=60.0)
    with consuming(broker, consumer, waiting) as runner, connected(broker) as publisher:
        publisher.publish(an_event(tenant_id=tenant))
        assert eventually(lambda: len(waiting.deliveries) > 6)
        runner.stop(5.0)
        with running(publisher, consumer, successor):
            assert eventually(lambda: successor.attempts == [2], within_s=5)
    assert waiting.given_up + successor.given_up == []


def test_a_superseded_delivery_is_left_to_its_new_owner(broker: RunningNats, tenant: UUID) -> None:
    recorder = Recorder(lambda d: _raise(Superseded()) if d.attempt == 1 else None)
    consumer = consumer_of(tenant, ack_wait_s=1.0)
    with consuming(broker, consumer, recorder), connected(broker) as publisher:
        publisher.publish(an_event(tenant_id=tenant))
        assert eventually(lambda: len(recorder.deliveries) == 1)
        assert _pending(broker, tenant) == 1
        assert eventually(lambda: recorder.attempts == [1, 2])


def test_long_work_keeps_its_message(broker: RunningNats, tenant: UUID) -> None:
    release = threading.Event()
    recorder = Recorder(lambda _: _wait(release, 3.0))
    consumer = consumer_of(tenant, ack_wait_s=1.0)
    with consuming(broker, consumer, recorder, heartbeat_s=0.3), connected(broker) as publisher:
        publisher.publish(an_event(tenant_id=tenant))
        assert eventually(lambda: _pending(broker, tenant) == 0 and len(recorder.deliveries) > 0)
    assert recorder.attempts == [1]


def test_a_hung_handler_loses_its_message_at_its_deadline(broker: RunningNats, tenant: UUID) -> None:
    release = threading.Event()
    recorder = Recorder(lambda d: _wait(release, 20.0) if d.attempt == 1 else None)
    consumer = consumer_of(tenant, ack_wait_s=0.6, deadline_s=0.9, slots=2)
    with consuming(broker, consumer, recorder, heartbeat_s=0.2), connected(broker) as publisher:
        publisher.publish(an_event(tenant_id=tenant))
        assert eventually(lambda: recorder.attempts == [1, 2])
        release.set()


def test_slots_work_side_by_side(broker: RunningNats, tenant: UUID) -> None:
    together = threading.Barrier(3, timeout=10)
    recorder = Recorder(lambda _: _ignore(together.wait()))
    with consuming(broker, consumer_of(tenant, slots=3), recorder), connected(broker) as publisher:
        for _ in range(3):
            publisher.publish(an_event(tenant_id=tenant))
        assert eventually(lambda: _pending(broker, tenant) == 0)
    assert recorder.attempts == [1, 1, 1]


def test_a_letter_says_what_it_was(broker: RunningNats, tenant: UUID) -> None:
    letters: list[DeadLetter] = []
    recorder = Recorder(lambda _: _raise(InvalidInput("bad")))
    recorder.given_up = letters
    event = an_event(tenant_id=tenant)
    with consuming(broker, consumer_of(tenant), recorder), connected(broker) as publisher:
        publisher.publish(event)
        assert eventually(lambda: len(letters) == 1)
    assert letters[0].event.subject == event.subject
    assert letters[0].event.tenant_id == tenant


def _wait(release: threading.Event, seconds: float) -> None:
    release.wait(seconds)


def _ignore(_: object) -> None:
    return None
