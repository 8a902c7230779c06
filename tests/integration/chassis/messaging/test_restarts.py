"""kill -9 of the broker: nothing acknowledged is lost, and everyone comes back by themselves."""

import os
import signal
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from chassis.clock import new_id
from chassis.errors import Unavailable
from chassis.messaging import STREAMS, CloudEvent, MessagingClient
from tests.builders.consuming import Recorder, consumer_of, consuming
from tests.builders.events import an_event
from tests.builders.messaging_clients import connected, eventually
from tests.builders.own_nats import Restarts, restartable_nats
from tests.infrastructure.servers import RunningNats

REVOCATIONS = "evt.auth.session.revoked.v1.*"
Broker = tuple[RunningNats, Restarts]


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[Broker]:
    with restartable_nats(tmp_path / "nats") as (server, restarts):
        with connected(server, "admin") as admin:
            admin.provision(STREAMS, ())
        yield server, restarts


def _revocation() -> CloudEvent:
    return an_event(service="auth", name="session.revoked")


def test_a_consumer_goes_on_after_a_restart(broker: Broker) -> None:
    server, restarts = broker
    tenant, recorder = new_id(), Recorder()
    with consuming(server, consumer_of(tenant), recorder), connected(server) as publisher:
        publisher.publish(an_event(tenant_id=tenant))
        assert eventually(lambda: len(recorder.deliveries) == 1)
        restarts.kill()
        restarts.start()
        last = an_event(tenant_id=tenant)
        publisher.publish(last)
        assert eventually(lambda: last in [d.event for d in recorder.deliveries])


def test_publishing_says_so_while_the_broker_is_away_and_works_after(broker: Broker) -> None:
    server, restarts = broker
    event = an_event()
    with connected(server) as publisher:
        restarts.kill()
        with pytest.raises(Unavailable):
            publisher.publish(event)
        assert not publisher.connected
        assert publisher.alive()
        restarts.start()
        assert eventually(lambda: publisher.connected)
        publisher.publish(event)


def test_only_who_consumes_is_not_ready_while_the_broker_is_away(broker: Broker) -> None:
    server, restarts = broker
    with consuming(server, consumer_of(new_id()), Recorder()) as consumers, connected(server) as client:
        assert eventually(consumers.ready)
        restarts.kill()
        assert eventually(lambda: not (client.connected or consumers.ready()))
        assert client.ready()
        assert consumers.alive()


def test_a_watch_misses_nothing_over_a_restart(broker: Broker) -> None:
    server, restarts = broker
    seen: list[CloudEvent] = []
    events = [_revocation() for _ in range(3)]
    with connected(server, "auth") as auth, connected(server, "report") as report:
        auth.publish(events[0])
        watch = report.watch(REVOCATIONS, timedelta(minutes=11), seen.append)
        assert eventually(lambda: seen == events[:1])
        restarts.kill()
        contact = watch.last_contact()
        restarts.start()
        assert eventually(lambda: auth.connected)
        auth.publish(events[1])
        auth.publish(events[2])
        assert eventually(lambda: {e.id for e in seen} == {e.id for e in events})
        assert eventually(lambda: (watch.last_contact() or 0.0) > (contact or 0.0))


def test_a_frozen_broker_holds_nobody_for_long_and_is_used_again_when_it_goes_on(broker: Broker) -> None:
    server, restarts = broker
    event = an_event()
    with connected(server) as publisher:
        os.kill(restarts.child.pid, signal.SIGSTOP)
        assert eventually(lambda: is_stopped(restarts.child.pid))
        begun = time.monotonic()
        try:
            with pytest.raises(Unavailable):
                publisher.publish(event)
        finally:
            os.kill(restarts.child.pid, signal.SIGCONT)
        assert time.monotonic() - begun < 10.0
        publisher.publish(event)


def is_stopped(pid: int) -> bool:
    """Every thread: the signal comes to them one by one."""
    tasks = Path(f"/proc/{pid}/task").glob("*/stat")
    return all(task.read_text().rpartition(")")[2].split()[0] == "T" for task in tasks)


@pytest.mark.long
def test_a_client_starts_without_a_broker_and_finds_it_later(broker: Broker) -> None:
    server, restarts = broker
    restarts.kill()
    with connected(server) as publisher:
        assert publisher.alive()
        assert not publisher.connected
        got: list[bytes] = []
        publisher.subscribe_progress("progress.transcribe.*", lambda _, data: got.append(data))
        restarts.start()
        assert eventually(lambda: publisher.connected)
        assert eventually(lambda: _progress_arrives(publisher, got))


def _progress_arrives(client: MessagingClient, got: list[bytes]) -> bool:
    client.publish_progress("progress.transcribe.x", b"{}")
    return bool(got)
