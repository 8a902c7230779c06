"""What stops in order leaves nothing behind; what does not end in time is handed back."""

import threading
from uuid import UUID

import pytest

from chassis.clock import new_id
from tests.builders.consuming import Recorder, consumer_of, consuming, running
from tests.builders.events import an_event
from tests.builders.messaging_clients import connected, eventually
from tests.infrastructure.servers import RunningNats


@pytest.fixture
def tenant() -> UUID:
    return new_id()


def test_a_handler_in_its_work_may_finish(broker: RunningNats, tenant: UUID) -> None:
    begun, release, done = threading.Event(), threading.Event(), threading.Event()

    def work(_: object) -> None:
        begun.set()
        release.wait(10)
        done.set()

    recorder = Recorder(work)
    with consuming(broker, consumer_of(tenant), recorder) as runner, connected(broker) as publisher:
        publisher.publish(an_event(tenant_id=tenant))
        assert begun.wait(10)
        stopping = threading.Thread(target=runner.stop, args=(10.0,))
        stopping.start()
        release.set()
        stopping.join()
        assert done.is_set()
        assert not runner.alive()


def test_unfinished_work_goes_to_another_process_at_once(broker: RunningNats, tenant: UUID) -> None:
    begun, release = threading.Event(), threading.Event()

    def hang(_: object) -> None:
        begun.set()
        release.wait(20)

    stuck = Recorder(hang)
    other = Recorder()
    consumer = consumer_of(tenant, ack_wait_s=60.0)
    with consuming(broker, consumer, stuck) as runner, connected(broker) as publisher:
        publisher.publish(an_event(tenant_id=tenant))
        assert begun.wait(10)
        runner.stop(1.2)
        with running(publisher, consumer, other):
            assert eventually(lambda: other.attempts == [2], within_s=5)
        release.set()
    assert [delivery.attempt for delivery in stuck.handed_back] == [1]


def test_a_handler_that_overruns_ends_its_process_and_its_work_goes_on_elsewhere(
    broker: RunningNats, tenant: UUID
) -> None:
    begun, release = threading.Event(), threading.Event()

    def hang(_: object) -> None:
        begun.set()
        release.wait(20)

    stuck = Recorder(hang)
    other = Recorder()
    consumer = consumer_of(tenant, ack_wait_s=60.0, deadline_s=0.5)
    with consuming(broker, consumer, stuck) as runner, connected(broker) as publisher:
        publisher.publish(an_event(tenant_id=tenant))
        assert begun.wait(10)
        assert eventually(lambda: not runner.alive(), within_s=5)
        stopping = threading.Thread(target=runner.stop, args=(20.0,))
        stopping.start()
        with running(publisher, consumer, other):
            assert eventually(lambda: other.attempts == [2], within_s=5)
        stopping.join(5)
        assert not stopping.is_alive()
        release.set()
    assert stuck.handed_back == []


def test_after_a_drain_nothing_more_is_fetched(broker: RunningNats, tenant: UUID) -> None:
    first, second = Recorder(), Recorder()
    consumer = consumer_of(tenant, ack_wait_s=60.0)
    with consuming(broker, consumer, first) as runner, connected(broker) as publisher:
        publisher.publish(an_event(tenant_id=tenant))
        assert eventually(lambda: first.attempts == [1])
        runner.stop(5.0)
        publisher.publish(an_event(tenant_id=tenant))
        with running(publisher, consumer, second):
            assert eventually(lambda: second.attempts == [1], within_s=5)
    assert first.attempts == [1]


def test_stopping_an_idle_runner_is_quick(broker: RunningNats, tenant: UUID) -> None:
    with consuming(broker, consumer_of(tenant, slots=4), Recorder()) as runner:
        assert runner.alive()
        stopping = threading.Thread(target=runner.stop, args=(10.0,))
        stopping.start()
        stopping.join(1.5)
        assert not stopping.is_alive()
