"""Streams and consumers as data; the values are argued in the design's reliability notes."""

from dataclasses import dataclass
from typing import Literal

_DAY_S = 86_400.0
_MIB = 1024 * 1024


@dataclass(frozen=True)
class Stream:
    """A stored sequence of messages. Full means new messages are refused, and the outbox keeps them."""

    name: str
    subjects: tuple[str, ...]
    max_bytes: int
    max_age_s: float = 0.0
    max_msgs: int = -1
    retention: Literal["limits", "workqueue"] = "limits"
    duplicate_window_s: float = 600.0
    replicas: int = 1


@dataclass(frozen=True)
class Consumer:
    """A durable pull consumer of one service.

    `slots` handlers run at a time in one process. `fleet_pending` is how many messages all processes together
    may have in hand, where that does not follow from the slots of one. `deadline_s` is the wall time of one
    handling; after it the message is no longer kept from others. `max_attempts` deliveries that fail end in a
    dead letter. One whose handling ends in `Unavailable`, `RateLimited` or `RetryLater` waits and is handled
    again, up to `max_waits` times: a day, since nothing is failed for an outage and nothing waits for ever.
    """

    name: str
    service: str
    subjects: tuple[str, ...]
    slots: int = 1
    stream: str = "EVENTS"
    ack_wait_s: float = 60.0
    deadline_s: float = 600.0
    max_attempts: int = 5
    max_waits: int = 40_000
    retry_base_s: float = 1.0
    fleet_pending: int | None = None

    @property
    def max_ack_pending(self) -> int:
        """Twice the slots: one in hand, one on its way or waiting for its retry."""
        return self.fleet_pending or 2 * self.slots


EVENTS = Stream("EVENTS", ("evt.>",), max_bytes=1024 * _MIB, max_age_s=7 * _DAY_S)
DLQ = Stream("DLQ", ("dlq.>",), max_bytes=256 * _MIB, max_age_s=30 * _DAY_S)
DLQ_LOG = Stream("DLQ_LOG", ("dlq-log.>",), max_bytes=64 * _MIB, max_age_s=365 * _DAY_S)
"""What became of dead letters: who sent which again or discarded it, when and why."""
ADVISORY = Stream(
    "ADVISORY",
    (
        "$JS.EVENT.ADVISORY.CONSUMER.MAX_DELIVERIES.>",
        "$JS.EVENT.ADVISORY.CONSUMER.MSG_TERMINATED.>",
    ),
    max_bytes=64 * _MIB,
    max_age_s=7 * _DAY_S,
)
STREAMS = (EVENTS, DLQ, DLQ_LOG, ADVISORY)
"""What every installation has; a service with a work queue declares that one itself."""

WORK_LIMIT = 10_000


def work_queue(service: str) -> Stream:
    """A service's work for whoever is free: gone when it is acknowledged, and never by its age."""
    return Stream(
        f"WORK_{service.upper()}",
        (f"work.{service}.>",),
        max_bytes=256 * _MIB,
        max_msgs=WORK_LIMIT,
        retention="workqueue",
    )
