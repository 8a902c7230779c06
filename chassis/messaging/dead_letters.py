"""Dead letters: the whole message with the reason, on `dlq.<service>.<consumer>.<tenant>`."""

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid5

from nats.js.api import AckPolicy, ConsumerConfig, DeliverPolicy
from nats.js.client import JetStreamContext
from nats.js.errors import NotFoundError

from chassis.errors import NotFound, Unavailable
from chassis.messaging.client import MessagingClient
from chassis.messaging.delivery import DeadLetter, Delivery, explain
from chassis.messaging.events import SOURCE_PREFIX, TYPE_PREFIX, CloudEvent
from chassis.messaging.topology import DLQ, Consumer
from chassis.messaging.wire import CONTENT_TYPE, MSG_ID, WireMessage, to_wire

_UNKNOWN = "unknown"
_TIMEOUT_S = 30.0
_KEPT_BYTES = 512 * 1024
"""Of a refused message's data; our own events are smaller."""
_NAMESPACE = UUID("0193a4f2-7c1e-7d53-9f0e-6f1c7be2a901")


@dataclass(frozen=True)
class StoredDeadLetter:
    """One entry of the DLQ stream. `subject`, `headers` and `data` are those of the refused message."""

    sequence: int
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


def list_dead_letters(
    client: MessagingClient, *, service: str = "*", consumer: str = "*", limit: int = 100
) -> list[StoredDeadLetter]:
    """The oldest ones first; needs the administrator's user."""
    subject_filter = f"dlq.{service}.{consumer}.*"
    return client.run(_read(client.jetstream, subject_filter, limit), _TIMEOUT_S)


def find_dead_letter(client: MessagingClient, sequence: int) -> StoredDeadLetter:
    """Raises NotFound where none has the number; needs the administrator's user."""
    try:
        message = client.run(client.jetstream.get_msg(DLQ.name, sequence), _TIMEOUT_S)
    except NotFoundError:
        raise NotFound(f"there is no dead letter {sequence}") from None
    return _stored(sequence, message.subject or "", message.data or b"")


def replay(client: MessagingClient, letter: StoredDeadLetter) -> None:
    """Publishes the refused message again, for every consumer of its subject: those that have handled it
    know it by its event id. Needs the administrator's user."""
    headers = {**letter.headers, MSG_ID: f"replay-{letter.sequence}"}
    if client.publish_groups([[WireMessage(letter.subject, headers, letter.data)]]) != [1]:
        raise Unavailable("the message broker does not store the message just now", retry_after_s=1.0)


async def _read(jetstream: JetStreamContext, subject_filter: str, limit: int) -> list[StoredDeadLetter]:
    config = ConsumerConfig(
        filter_subject=subject_filter,
        deliver_policy=DeliverPolicy.ALL,
        ack_policy=AckPolicy.NONE,
        inactive_threshold=30.0,
        mem_storage=True,
    )
    info = await jetstream.add_consumer(DLQ.name, config)
    wanted = min(limit, info.num_pending or 0)
    subscription = await jetstream.pull_subscribe_bind(consumer=info.name, stream=DLQ.name)
    letters: list[StoredDeadLetter] = []
    try:
        while len(letters) < wanted:
            messages = await subscription.fetch(min(100, wanted - len(letters)), timeout=2.0)
            letters += [_stored(m.metadata.sequence.stream, m.subject, m.data) for m in messages]
    except TimeoutError:
        return letters
    finally:
        await subscription.unsubscribe()
    return letters


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


def _stored(sequence: int, address: str, data: bytes) -> StoredDeadLetter:
    content = json.loads(data)
    return StoredDeadLetter(
        sequence=sequence,
        address=address,
        code=content["code"],
        detail=content["detail"],
        attempts=content["attempts"],
        subject=content["subject"],
        headers=content["headers"],
        data=base64.b64decode(content["data_base64"]),
    )
