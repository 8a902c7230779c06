"""The wire format of events, byte for byte: other systems read it (CloudEvents 1.0, NATS binary mode)."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

import pytest
from google.protobuf.struct_pb2 import Struct
from google.protobuf.timestamp_pb2 import Timestamp
from hypothesis import given
from hypothesis import strategies as st

from chassis.errors import Malformed, TooLarge
from chassis.messaging import CloudEvent, WireMessage, as_work, from_wire, new_event, to_wire
from tests.builders.events import an_event

ID = UUID("01936d80-0000-7000-8000-000000000001")
TENANT = UUID("01936d80-0000-7000-8000-000000000002")
USER = UUID("01936d80-0000-7000-8000-000000000003")
TIME = datetime(2026, 11, 20, 12, 30, 15, 250_000, tzinfo=UTC)
TRACE = {"traceparent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "tracestate": "a=b, c=d"}
EVENT = CloudEvent(
    id=ID,
    type="dev.rostrum.ingest.recording.received.v1",
    source="rostrum/ingest",
    subject='50% "é"',
    time=TIME,
    tenant_id=TENANT,
    user_id=USER,
    data=b'{"recording_id": "r"}',
    trace=TRACE,
)


def test_the_headers_of_an_event() -> None:
    message = to_wire(EVENT)
    assert message.subject == f"evt.ingest.recording.received.v1.{TENANT}"
    assert message.data == EVENT.data
    assert message.headers == {
        "ce-id": str(ID),
        "ce-source": "rostrum/ingest",
        "ce-specversion": "1.0",
        "ce-type": "dev.rostrum.ingest.recording.received.v1",
        "ce-subject": "50%25%20%22%C3%A9%22",
        "ce-time": "2026-11-20T12:30:15.250000Z",
        "ce-datacontenttype": "application/json",
        "ce-tenantid": str(TENANT),
        "ce-userid": str(USER),
        "ce-traceparent": TRACE["traceparent"],
        "ce-tracestate": "a=b,%20c=d",
        "Nats-Msg-Id": str(ID),
        "traceparent": TRACE["traceparent"],
        "tracestate": "a=b, c=d",
    }


def test_work_comes_back_as_what_it_was() -> None:
    work = as_work(EVENT, "piece")
    message = to_wire(work)
    assert message.subject == f"work.ingest.piece.{TENANT}"
    assert from_wire(message) == work
    assert to_wire(from_wire(message)) == message


@pytest.mark.parametrize(
    "subject", [f"work.report.piece.{TENANT}", f"work.ingest.piece.{ID}", "work.ingest.piece"]
)
def test_work_of_another_service_or_tenant_is_refused(subject: str) -> None:
    with pytest.raises(Malformed):
        from_wire(replace(to_wire(as_work(EVENT, "piece")), subject=subject))


def test_header_names_are_read_in_any_case() -> None:
    message = to_wire(EVENT)
    shouting = {name.upper(): value for name, value in message.headers.items()}
    assert from_wire(replace(message, headers=shouting)) == EVENT


@given(st.text(max_size=200), st.binary(max_size=200))
def test_every_subject_and_every_payload_comes_back(subject: str, data: bytes) -> None:
    try:
        subject.encode()
    except UnicodeEncodeError:
        return
    event = replace(EVENT, subject=subject, data=data)
    message = to_wire(event)
    assert all(0x20 <= ord(c) <= 0x7E for value in message.headers.values() for c in value)
    assert from_wire(message) == event


@pytest.mark.parametrize(
    "changed",
    [
        {"ce-id": "1"},
        {"ce-time": "yesterday"},
        {"ce-time": "2026-11-20T12:30:15"},
        {"ce-tenantid": "x"},
        {"ce-userid": "x"},
        {"ce-subject": "%ff"},
        {"ce-specversion": "0.3"},
        {"ce-datacontenttype": "application/cloudevents+protobuf"},
        {"ce-type": "dev.rostrum.auth.user.deleted.v1"},
        {"ce-source": "rostrum/auth"},
        {"ce-tenantid": str(USER)},
    ],
)
def test_what_is_wrong_is_refused(changed: Mapping[str, str]) -> None:
    message = to_wire(EVENT)
    with pytest.raises(Malformed):
        from_wire(replace(message, headers={**message.headers, **changed}))


@given(st.dictionaries(st.text(max_size=20), st.text(max_size=50)), st.binary(max_size=100))
def test_garbage_is_refused_and_nothing_else_happens(headers: dict[str, str], data: bytes) -> None:
    with pytest.raises(Malformed):
        from_wire(WireMessage("evt.ingest.recording.received.v1.x", headers, data))


def test_an_event_beyond_its_limit_is_refused_on_both_sides() -> None:
    large = an_event(data=b"x" * 256 * 1024)
    with pytest.raises(TooLarge):
        to_wire(large)
    with pytest.raises(Malformed):
        from_wire(replace(to_wire(EVENT), data=large.data))


def test_data_is_the_json_mapping_with_the_protos_own_names() -> None:
    event = new_event(
        Timestamp(seconds=0),
        service="ingest",
        entity="recording",
        action="received",
        subject=ID,
        tenant_id=TENANT,
        user_id=None,
        id=ID,
        time=TIME,
    )
    assert event.type == "dev.rostrum.ingest.recording.received.v1"
    assert (event.source, event.subject) == ("rostrum/ingest", str(ID))
    assert event.data == b'"1970-01-01T00:00:00Z"'
    assert event.parse(Timestamp) == Timestamp(seconds=0)


def test_data_of_another_kind_is_malformed() -> None:
    for data in (b"[1", b"\xff", b"[]"):
        with pytest.raises(Malformed):
            replace(EVENT, data=data).parse(Struct)
