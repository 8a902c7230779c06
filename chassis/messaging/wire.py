"""CloudEvents in NATS' binary mode: attributes as `ce-` headers, data as the payload."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from urllib.parse import quote, unquote
from uuid import UUID

from chassis.errors import Malformed, TooLarge
from chassis.messaging.events import SOURCE_PREFIX, TYPE_PREFIX, WORK_PREFIX, CloudEvent, nats_subject

MAX_EVENT_BYTES = 256 * 1024
"""Of payload and headers together. The server's own limit is 1 MB; events carry ids, blobs have a store."""

MAX_DEAD_LETTER_BYTES = 900 * 1024
"""A dead letter holds a whole refused event, in base64."""

MSG_ID = "Nats-Msg-Id"
CONTENT_TYPE = "application/json"
_SPEC_VERSION = "1.0"
_LITERAL = "".join(chr(c) for c in range(0x21, 0x7F) if chr(c) not in '"%')
_TRACE_HEADERS = ("traceparent", "tracestate")


@dataclass(frozen=True)
class WireMessage:
    """What NATS carries."""

    subject: str
    headers: Mapping[str, str]
    data: bytes

    def size(self) -> int:
        """Bytes of payload and headers."""
        return len(self.data) + sum(len(k) + len(v) + 4 for k, v in self.headers.items())


def to_wire(event: CloudEvent) -> WireMessage:
    """Raises `TooLarge` for an event that has no business being an event."""
    attributes = {
        "id": str(event.id),
        "source": event.source,
        "specversion": _SPEC_VERSION,
        "type": event.type,
        "subject": event.subject,
        "time": event.time.astimezone(UTC).isoformat().replace("+00:00", "Z"),
        "datacontenttype": CONTENT_TYPE,
        "tenantid": str(event.tenant_id),
        "userid": str(event.user_id) if event.user_id else "",
        **event.trace,
    }
    headers = {f"ce-{name}": _encoded(value) for name, value in attributes.items() if value}
    headers[MSG_ID] = str(event.id)
    headers.update(event.trace)  # W3C headers have no percent-encoding
    message = WireMessage(nats_subject(event), headers, event.data)
    limit = MAX_DEAD_LETTER_BYTES if message.subject.startswith("dlq.") else MAX_EVENT_BYTES
    if message.size() > limit:
        raise TooLarge(f"an event may have {limit} bytes; this one has {message.size()}")
    return message


def from_wire(message: WireMessage) -> CloudEvent:
    """Raises `Malformed` for anything but a complete event whose subject and attributes agree.

    The broker's permissions vouch for the service that the subject names, so type, source and tenant
    are believed only when they match the subject.
    """
    headers = {name.lower(): value for name, value in message.headers.items()}
    try:
        event = _read(headers, message.data)
    except (KeyError, ValueError) as error:
        raise Malformed(f"not a CloudEvent: {type(error).__name__} {error}") from error
    if message.size() > MAX_EVENT_BYTES:
        raise Malformed(f"an event may have {MAX_EVENT_BYTES} bytes; this one has {message.size()}")
    _check_attributes(headers)
    if message.subject.startswith(WORK_PREFIX):
        event = replace(event, address=message.subject)
    _check_origin(event, message.subject)
    return event


def _read(headers: Mapping[str, str], data: bytes) -> CloudEvent:
    user = headers.get("ce-userid", "")
    return CloudEvent(
        id=UUID(_decoded(headers["ce-id"])),
        type=_decoded(headers["ce-type"]),
        source=_decoded(headers["ce-source"]),
        subject=_decoded(headers.get("ce-subject", "")),
        time=_aware(_decoded(headers["ce-time"])),
        tenant_id=UUID(_decoded(headers["ce-tenantid"])),
        user_id=UUID(_decoded(user)) if user else None,
        data=data,
        trace={name: headers[name] for name in _TRACE_HEADERS if name in headers},
    )


def _check_attributes(headers: Mapping[str, str]) -> None:
    if headers.get("ce-specversion") != _SPEC_VERSION:
        raise Malformed(f"not a CloudEvent: specversion is not {_SPEC_VERSION}")
    if headers.get("ce-datacontenttype", CONTENT_TYPE) != CONTENT_TYPE:
        raise Malformed(f"the event's content type is not {CONTENT_TYPE}")


def _check_origin(event: CloudEvent, subject: str) -> None:
    """Work is the service's own: it publishes and takes it, and the kind of work says nothing of the type."""
    service = event.source.removeprefix(SOURCE_PREFIX)
    named = event.type.startswith(f"{TYPE_PREFIX}{service}.")
    if event.address:
        kind, _, tenant = subject.removeprefix(f"{WORK_PREFIX}{service}.").partition(".")
        agrees = named and bool(kind) and tenant == str(event.tenant_id)
    else:
        agrees = named and subject == nats_subject(event)
    if not agrees:
        raise Malformed("the event's type, source or tenant is not that of its subject")


def _aware(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError("time without an offset")
    return moment


def _encoded(value: str) -> str:
    return quote(value, safe=_LITERAL)


def _decoded(value: str) -> str:
    return unquote(value, errors="strict")
