"""What the declared permissions let through on a real server, and what they don't."""

import json
from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

import nats.errors
import pytest
from nats.js.api import ConsumerConfig
from nats.js.errors import APIError

from chassis.clock import new_id
from chassis.errors import Unavailable
from chassis.messaging import (
    STREAMS,
    CloudEvent,
    MessagingClient,
    permissions,
    subscriber_permissions,
    to_wire,
)
from chassis.messaging.topology import Consumer
from tests.builders.consuming import Recorder, consumer_of, running
from tests.builders.events import an_event
from tests.builders.messaging_clients import connected, eventually
from tests.builders.own_nats import own_nats
from tests.infrastructure.servers import RunningNats

TENANT = new_id()
THEIRS = consumer_of(TENANT)
REVOCATIONS = "evt.auth.session.revoked.v1.*"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningNats]:
    consumers: tuple[Consumer, ...] = (THEIRS,)
    rights = {service: permissions(service, consumers) for service in ("auth", "transcribe", "report")}
    rights["ingest"] = permissions("ingest", consumers, progress_of=("transcribe",))
    rights["subscriber"] = subscriber_permissions()
    with own_nats(tmp_path_factory.mktemp("nats"), rights) as running_server:
        with connected(running_server, "admin") as admin:
            admin.provision(STREAMS, consumers)
        yield running_server


def _revocation() -> CloudEvent:
    return an_event(service="auth", name="session.revoked", tenant_id=TENANT)


def test_a_service_publishes_its_own_events_and_consumes_what_it_declared(server: RunningNats) -> None:
    recorder = Recorder()
    with connected(server, "ingest") as ingest, connected(server, "transcribe") as transcribe:
        ingest.publish(an_event(tenant_id=TENANT))
        with running(transcribe, THEIRS, recorder):
            assert eventually(lambda: len(recorder.deliveries) == 1)
        with connected(server, "admin") as admin:
            info = admin.jetstream.consumer_info("EVENTS", THEIRS.name)
            assert admin.run(info).num_ack_pending == 0


def test_a_service_publishes_no_one_elses_events(server: RunningNats) -> None:
    with connected(server, "report") as report:
        forged = to_wire(_revocation())
        assert report.publish_groups([[forged]], deadline_s=1.5) == [0]


def test_a_service_does_not_read_anothers_consumer(server: RunningNats) -> None:
    recorder = Recorder()
    with connected(server, "ingest") as ingest, connected(server, "report") as report:
        ingest.publish(an_event(tenant_id=TENANT))
        with running(report, THEIRS, recorder):
            assert not eventually(lambda: len(recorder.deliveries) > 0, within_s=1.0)


def test_a_service_makes_no_consumer_of_other_events(server: RunningNats) -> None:
    config = ConsumerConfig(name="spy", filter_subject="evt.>")
    with connected(server, "report") as report, pytest.raises((Unavailable, nats.errors.Error)):
        report.run(report.jetstream.add_consumer("EVENTS", config))


def test_a_filter_that_differs_from_the_subject_is_refused(server: RunningNats) -> None:
    """The permission names the filter in the request's subject; the server checks that it is the real one."""
    config = {"name": "spy", "filter_subject": "evt.>", "deliver_subject": "_INBOX.report.x"}
    body = json.dumps({"stream_name": "EVENTS", "config": config}).encode()
    subject = f"$JS.API.CONSUMER.CREATE.EVENTS.spy.{REVOCATIONS}"
    with connected(server, "report") as report:
        answer = report.run(report.connection.request(subject, body, timeout=2.0))
        assert b'"error"' in answer.data


@pytest.mark.parametrize("user", ["auth", "ingest", "transcribe", "report"])
def test_every_service_follows_the_revocations(server: RunningNats, user: str) -> None:
    before, after = _revocation(), _revocation()
    seen: list[CloudEvent] = []
    with connected(server, "auth") as auth, connected(server, user) as client:
        auth.publish(before)
        watch = client.watch(REVOCATIONS, timedelta(minutes=11), seen.append)
        assert eventually(lambda: before in seen and watch.last_contact() is not None)
        auth.publish(after)
        assert eventually(lambda: after in seen)


def test_progress_is_followed_by_those_who_declared_it(server: RunningNats) -> None:
    got: list[tuple[str, bytes]] = []
    with connected(server, "ingest") as ingest, connected(server, "transcribe") as transcribe:
        ingest.subscribe_progress("progress.transcribe.*", lambda *message: got.append(message))
        transcribe.publish_progress(f"progress.transcribe.{TENANT}", b"{}")
        assert eventually(lambda: got == [(f"progress.transcribe.{TENANT}", b"{}")])


def test_the_subscriber_has_a_durable_consumer_of_every_event(server: RunningNats) -> None:
    event = an_event(tenant_id=TENANT)
    with connected(server, "ingest") as ingest, connected(server, "subscriber") as subscriber:
        ingest.publish(event)
        assert event.id in subscriber.run(_read_all(subscriber), 20.0)


def test_the_subscriber_publishes_nothing_and_takes_no_work(server: RunningNats) -> None:
    with connected(server, "subscriber") as subscriber:
        assert subscriber.publish_groups([[to_wire(an_event())]], deadline_s=1.5) == [0]
        with pytest.raises((Unavailable, APIError)):
            subscriber.run(subscriber.jetstream.consumer_info("EVENTS", THEIRS.name))


async def _read_all(client: MessagingClient) -> list[object]:
    pull = await client.jetstream.pull_subscribe("evt.>", durable="subscriber", stream="EVENTS")
    ids: list[object] = []
    try:
        while True:
            for message in await pull.fetch(50, timeout=1.0):
                ids.append(UUID((message.headers or {})["ce-id"]))
                await message.ack()
    except TimeoutError:  # nats-py raises its own and asyncio's
        return ids
