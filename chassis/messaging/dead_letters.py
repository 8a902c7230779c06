"""Dead letters: the whole message with the reason, on `dlq.<service>.<consumer>.<tenant>`."""

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid5

from chassis.messaging.delivery import DeadLetter, Delivery, explain
from chassis.messaging.events import SOURCE_PREFIX, TYPE_PREFIX, CloudEvent
from chassis.messaging.topology import Consumer
from chassis.messaging.wire import CONTENT_TYPE, MSG_ID, WireMessage, to_wire

_UNKNOWN = "unknown"
_KEPT_BYTES = 512 * 1024
"""Of a refused message's data; our own events are smaller."""
_NAMESPACE = UUID("0193a4f2-7c1e-7d53-9f0e-6f1c7be2a901")


@dataclass(frozen=True)
class StoredDeadLetter:
    """One entry of the DLQ stream, which it entered at `time`. `subject`, `headers` and `data` are those of
    the refused message."""

    sequence: int
    time: datetime
    address: str
    code: str
    detail: str
    attempts: int
    subject: str
    headers: Mapping[str, str]
    data: bytes


def dead_letter(delivery: Delivery, error: Exception | None, attempts: int, time: datetime) -> DeadLetter:
    """The same delivery has the same dead letter, so giving up twice stores one."""
    code, detail, problem = explain(error)
    consumer, event = delivery.consumer, delivery.event
    refused = to_wire(event)
    letter = CloudEvent(
        id=uuid5(_NAMESPACE, f"{event.id}:{consumer.name}:{delivery.stream_sequence}"),
        type=f"{TYPE_PREFIX}{consumer.service}.delivery.abandoned.v1",
        source=SOURCE_PREFIX + consumer.service,
        subject=event.subject,
        time=time,
        tenant_id=event.tenant_id,
        user_id=event.user_id,
        data=_envelope(refused, code, detail, attempts),
        trace=event.trace,
        address=f"dlq.{consumer.service}.{consumer.name}.{event.tenant_id}",
    )
    return DeadLetter(letter, code, detail, attempts, problem)


def unreadable_letter(consumer: Consumer, message: WireMessage, sequence: int, detail: str) -> WireMessage:
    """For what is no event at all: nobody knows its tenant, and no service has a row for it."""
    return WireMessage(
        subject=f"dlq.{consumer.service}.{consumer.name}.{_UNKNOWN}",
        headers={
            MSG_ID: str(uuid5(_NAMESPACE, f"{_UNKNOWN}:{consumer.name}:{sequence}")),
            "Content-Type": CONTENT_TYPE,
        },
        data=_envelope(message, "unreadable", detail, 1),
    )


def stored_letter(sequence: int, time: datetime, address: str, data: bytes) -> StoredDeadLetter:
    """What the stream holds, read."""
    content = json.loads(data)
    return StoredDeadLetter(
        sequence=sequence,
        time=time,
        address=address,
        code=content["code"],
        detail=content["detail"],
        attempts=content["attempts"],
        subject=content["subject"],
        headers=content["headers"],
        data=base64.b64decode(content["data_base64"]),
    )


def _envelope(message: WireMessage, code: str, detail: str, attempts: int) -> bytes:
    content = {
        "code": code,
        "detail": detail,
        "attempts": attempts,
        "subject": message.subject,
        "headers": dict(message.headers),
        "data_base64": base64.b64encode(message.data[:_KEPT_BYTES]).decode(),
    }
    return json.dumps(content).encode()
