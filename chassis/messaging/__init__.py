"""CloudEvents over NATS: publishing, consuming, following, and the broker's topology as data."""

from chassis.messaging.client import MessagingClient
from chassis.messaging.dead_letters import StoredDeadLetter, dead_letter
from chassis.messaging.delivery import DeadLetter, Delivery, Exhausted, RetryLater, Superseded
from chassis.messaging.events import CloudEvent, as_work, event_of, named_id, nats_subject, new_event
from chassis.messaging.letter_box import Choice, LetterBox
from chassis.messaging.permissions import permissions, subscriber_permissions
from chassis.messaging.queue_gauges import queue_gauges
from chassis.messaging.runner import ConsumerRunner, Subscription
from chassis.messaging.topology import (
    ADVISORY,
    DLQ,
    DLQ_LOG,
    EVENTS,
    STREAMS,
    WORK_LIMIT,
    Consumer,
    Stream,
    work_queue,
)
from chassis.messaging.watch import Watch
from chassis.messaging.wire import WireMessage, from_wire, to_wire

__all__ = [
    "ADVISORY",
    "DLQ",
    "DLQ_LOG",
    "EVENTS",
    "STREAMS",
    "WORK_LIMIT",
    "Choice",
    "CloudEvent",
    "Consumer",
    "ConsumerRunner",
    "DeadLetter",
    "Delivery",
    "Exhausted",
    "LetterBox",
    "MessagingClient",
    "RetryLater",
    "StoredDeadLetter",
    "Stream",
    "Subscription",
    "Superseded",
    "Watch",
    "WireMessage",
    "as_work",
    "dead_letter",
    "event_of",
    "from_wire",
    "named_id",
    "nats_subject",
    "new_event",
    "permissions",
    "queue_gauges",
    "subscriber_permissions",
    "to_wire",
    "work_queue",
]
