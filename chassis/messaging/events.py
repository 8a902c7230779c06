"""CloudEvents 1.0 as this platform uses them: one JSON message of a published protobuf type."""

import builtins
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Protocol, TypeVar
from uuid import UUID

from google.protobuf import json_format
from google.protobuf.message import Message
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from chassis.errors import Malformed

TYPE_PREFIX = "dev.rostrum."
SOURCE_PREFIX = "rostrum/"
WORK_PREFIX = "work."
M = TypeVar("M", bound=Message)


@dataclass(frozen=True)
class CloudEvent:
    """One fact that a service announces.

    `subject` is the id of the entity it is about; events with the same subject keep their order.
    `address` is the NATS subject where it differs from the one that follows from the type: that of dead
    letters and of work.
    """

    id: UUID
    type: str
    source: str
    subject: str
    time: datetime
    tenant_id: UUID
    user_id: UUID | None
    data: bytes
    trace: Mapping[str, str] = field(default_factory=dict)
    address: str = ""

    def parse(self, message_type: builtins.type[M]) -> M:
        """The typed content. Unknown fields are ignored: a newer publisher may add some.

        Raises `Malformed`, which no retry can cure.
        """
        message = message_type()
        try:
            json_format.Parse(self.data, message, ignore_unknown_fields=True)
        except (json_format.ParseError, UnicodeDecodeError) as error:
            raise Malformed(f"the event's data is not a {message.DESCRIPTOR.full_name}") from error
        return message


def event_of(carried: object) -> CloudEvent:
    """The event that a use case carried: its core knows a message only, and hands it back to an adapter."""
    if not isinstance(carried, CloudEvent):
        raise TypeError(f"a message is the event that was delivered, not a {type(carried).__name__}")
    return carried


def named_id(text: str) -> UUID:
    """An id in the content of an event; `Malformed`, which no retry can cure, where there is none."""
    try:
        return UUID(text)
    except ValueError:
        raise Malformed("The event does not name an id where one is due.") from None


class Clock(Protocol):
    """Where events of this module get their time."""

    def now(self) -> datetime: ...


def new_event(  # noqa: PLR0913 - the attributes of a CloudEvent; a parameter object would be the event itself
    message: Message,
    *,
    service: str,
    entity: str,
    action: str,
    subject: UUID | str,
    tenant_id: UUID,
    user_id: UUID | None,
    id: UUID,  # noqa: A002 - the attribute's name in CloudEvents
    time: datetime,
) -> CloudEvent:
    """An event of version 1 of `<service>.<entity>.<action>`; the action is a past participle."""
    return CloudEvent(
        id=id,
        type=f"{TYPE_PREFIX}{service}.{entity}.{action}.v1",
        source=SOURCE_PREFIX + service,
        subject=str(subject),
        time=time,
        tenant_id=tenant_id,
        user_id=user_id,
        data=encode(message),
        trace=current_trace(),
    )


def as_work(event: CloudEvent, kind: str) -> CloudEvent:
    """The event as work for whoever is free, on `work.<service>.<kind>.<tenant>`: one worker takes it."""
    service = event.source.removeprefix(SOURCE_PREFIX)
    return replace(event, address=f"{WORK_PREFIX}{service}.{kind}.{event.tenant_id}")


def encode(message: Message) -> bytes:
    """The JSON mapping with the proto's own field names; fields at their default are written too."""
    text = json_format.MessageToJson(
        message, preserving_proto_field_name=True, always_print_fields_with_no_presence=True, indent=None
    )
    return text.encode()


def nats_subject(event: CloudEvent) -> str:
    """Where the event is published: `evt.<service>.<entity>.<action>.v1.<tenant>`."""
    return event.address or f"evt.{event.type.removeprefix(TYPE_PREFIX)}.{event.tenant_id}"


def current_trace() -> dict[str, str]:
    """`traceparent` and `tracestate` of the span that is current in this thread, if any."""
    carrier: dict[str, str] = {}
    TraceContextTextMapPropagator().inject(carrier)
    return carrier
