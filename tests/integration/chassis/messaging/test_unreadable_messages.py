"""What is no event goes to the dead letters at once, and never to a handler."""

from collections.abc import Mapping
from dataclasses import replace
from uuid import UUID

import pytest

from chassis.clock import new_id
from chassis.errors import NotFound
from chassis.messaging import (
    StoredDeadLetter,
    WireMessage,
    find_dead_letter,
    list_dead_letters,
    replay,
    to_wire,
)
from tests.builders.consuming import Recorder, consumer_of, consuming
from tests.builders.events import an_event
from tests.builders.messaging_clients import connected, eventually
from tests.infrastructure.servers import RunningNats


@pytest.fixture
def tenant() -> UUID:
    return new_id()


def _send(server: RunningNats, message: WireMessage) -> None:
    with connected(server) as publisher:
        assert publisher.publish_groups([[message]]) == [1]


def _letters(server: RunningNats, tenant: UUID) -> list[StoredDeadLetter]:
    with connected(server, "admin") as admin:
        return list_dead_letters(admin, service="transcribe", consumer=f"transcribe-{tenant}")


def _without(headers: Mapping[str, str], name: str) -> dict[str, str]:
    return {key: value for key, value in headers.items() if key != name}


@pytest.mark.hostile(50)
@pytest.mark.parametrize("missing", ["ce-id", "ce-type", "ce-tenantid", "ce-specversion"])
def test_a_message_without_an_attribute(broker: RunningNats, tenant: UUID, missing: str) -> None:
    whole = to_wire(an_event(tenant_id=tenant))
    recorder, after = Recorder(), an_event(tenant_id=tenant)
    with consuming(broker, consumer_of(tenant), recorder), connected(broker) as publisher:
        _send(broker, replace(whole, headers=_without(whole.headers, missing)))
        publisher.publish(after)
        assert eventually(lambda: [d.event.id for d in recorder.deliveries] == [after.id])
    (letter,) = _letters(broker, tenant)
    assert letter.code == "unreadable"
    assert letter.address == f"dlq.transcribe.transcribe-{tenant}.unknown"
    assert letter.data == whole.data


@pytest.mark.hostile(50)
def test_a_message_without_headers_at_all(broker: RunningNats, tenant: UUID) -> None:
    subject = to_wire(an_event(tenant_id=tenant)).subject
    with consuming(broker, consumer_of(tenant), Recorder()):
        _send(broker, WireMessage(subject, {}, b"\xff\x00 hello"))
        assert eventually(lambda: len(_letters(broker, tenant)) == 1)
    assert _letters(broker, tenant)[0].data == b"\xff\x00 hello"


@pytest.mark.hostile(50)
def test_an_event_of_another_tenant_than_its_subject(broker: RunningNats, tenant: UUID) -> None:
    forged = replace(
        to_wire(an_event(tenant_id=new_id())), subject=to_wire(an_event(tenant_id=tenant)).subject
    )
    recorder = Recorder()
    with consuming(broker, consumer_of(tenant), recorder):
        _send(broker, forged)
        assert eventually(lambda: len(_letters(broker, tenant)) == 1)
    assert recorder.deliveries == []


def test_a_dead_letter_can_be_replayed(broker: RunningNats, tenant: UUID) -> None:
    recorder, event = Recorder(), an_event(tenant_id=tenant)
    refused = to_wire(event)
    letter = StoredDeadLetter(7, "", "internal", "", 5, refused.subject, refused.headers, refused.data)
    with consuming(broker, consumer_of(tenant), recorder), connected(broker, "admin") as admin:
        admin.publish(event)
        assert eventually(lambda: recorder.attempts == [1])
        replay(admin, letter)
        assert eventually(lambda: recorder.attempts == [1, 1])
    assert recorder.deliveries[1].event == event


def test_a_dead_letter_is_found_by_the_number_that_the_list_shows(broker: RunningNats, tenant: UUID) -> None:
    subject = to_wire(an_event(tenant_id=tenant)).subject
    with consuming(broker, consumer_of(tenant), Recorder()):
        _send(broker, WireMessage(subject, {}, b"no event"))
        assert eventually(lambda: len(_letters(broker, tenant)) == 1)
    (letter,) = _letters(broker, tenant)
    with connected(broker, "admin") as admin:
        assert find_dead_letter(admin, letter.sequence) == letter
        with pytest.raises(NotFound):
            find_dead_letter(admin, 4_000_000)
