"""What is no event goes to the dead letters at once, and never to a handler."""

from collections.abc import Mapping
from dataclasses import replace
from uuid import UUID

import pytest

from chassis.clock import new_id
from chassis.messaging import Choice, LetterBox, StoredDeadLetter, WireMessage, to_wire
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
        return list(LetterBox(admin, "test").letters(Choice("transcribe", f"transcribe-{tenant}")))


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
