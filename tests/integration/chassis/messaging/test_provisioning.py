"""Streams and consumers become what the data says, from any earlier state."""

from collections.abc import Iterator
from dataclasses import replace
from uuid import UUID

import pytest
from nats.js.api import AckPolicy, ConsumerConfig, DiscardPolicy, RetentionPolicy, StreamConfig

from chassis.clock import new_id
from chassis.messaging import EVENTS, STREAMS, MessagingClient, work_queue
from tests.builders.consuming import Recorder, consumer_of, consuming
from tests.builders.events import an_event
from tests.builders.messaging_clients import connected, eventually
from tests.infrastructure.servers import RunningNats


@pytest.fixture
def tenant() -> UUID:
    return new_id()


@pytest.fixture
def admin(broker: RunningNats) -> Iterator[MessagingClient]:
    with connected(broker, "admin") as client:
        yield client


def _consumer(admin: MessagingClient, name: str) -> ConsumerConfig:
    config: ConsumerConfig = admin.run(admin.jetstream.consumer_info("EVENTS", name)).config
    return config


def _stream(admin: MessagingClient, name: str) -> StreamConfig:
    return admin.run(admin.jetstream.stream_info(name)).config


def test_twice_is_as_good_as_once_and_the_limits_hold(admin: MessagingClient) -> None:
    admin.provision(STREAMS, ())
    config = _stream(admin, "EVENTS")
    assert (config.discard, config.max_age, config.duplicate_window) == (DiscardPolicy.NEW, 604_800, 600)
    assert _stream(admin, "DLQ").max_age == 30 * 86_400
    assert len(_stream(admin, "ADVISORY").subjects or []) == 2


def test_a_work_queue_keeps_what_nobody_has_acknowledged(admin: MessagingClient) -> None:
    admin.provision((work_queue("report"),), ())
    config = _stream(admin, "WORK_REPORT")
    assert (config.retention, config.discard) == (RetentionPolicy.WORK_QUEUE, DiscardPolicy.NEW)
    assert (config.max_msgs, config.max_age, config.subjects) == (10_000, 0, ["work.report.>"])


def test_what_the_fleet_may_have_in_hand_can_be_declared(admin: MessagingClient, tenant: UUID) -> None:
    admin.provision((), (consumer_of(tenant, slots=3, fleet_pending=500),))
    assert _consumer(admin, f"transcribe-{tenant}").max_ack_pending == 500


def test_a_changed_stream_is_updated(admin: MessagingClient) -> None:
    admin.provision((replace(EVENTS, max_bytes=EVENTS.max_bytes // 2),), ())
    assert _stream(admin, "EVENTS").max_bytes == EVENTS.max_bytes // 2
    admin.provision((EVENTS,), ())
    assert _stream(admin, "EVENTS").max_bytes == EVENTS.max_bytes


def test_a_consumer_has_the_settings_that_lose_nothing(admin: MessagingClient, tenant: UUID) -> None:
    admin.provision((), (consumer_of(tenant, slots=3, ack_wait_s=60.0),))
    config = _consumer(admin, f"transcribe-{tenant}")
    assert (config.ack_policy, config.max_deliver, config.backoff) == (AckPolicy.EXPLICIT, -1, None)
    assert (config.max_ack_pending, config.ack_wait) == (6, 60)


def test_a_changed_consumer_is_updated(admin: MessagingClient, tenant: UUID) -> None:
    several = (f"evt.ingest.recording.received.v1.{tenant}", f"evt.ingest.recording.deleted.v1.{tenant}")
    admin.provision((), (consumer_of(tenant),))
    admin.provision((), (consumer_of(tenant, slots=5, subjects=several),), ack_wait_s=7.0)
    config = _consumer(admin, f"transcribe-{tenant}")
    assert (config.max_ack_pending, config.ack_wait) == (10, 7)
    assert sorted(config.filter_subjects or []) == sorted(several)


def test_a_consumer_of_several_subjects_gets_them_all(broker: RunningNats, tenant: UUID) -> None:
    names = ("recording.received", "recording.deleted")
    consumer = consumer_of(tenant, subjects=tuple(f"evt.ingest.{name}.v1.{tenant}" for name in names))
    recorder = Recorder()
    with consuming(broker, consumer, recorder), connected(broker) as publisher:
        for name in names:
            publisher.publish(an_event(name=name, tenant_id=tenant))
        assert eventually(lambda: len(recorder.deliveries) == 2)
