"""What a message handler gets and how what it raises decides the message's fate."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from chassis.errors import (
    InvalidInput,
    NotFound,
    PermissionDenied,
    RateLimited,
    RostrumError,
    TooLarge,
    Unavailable,
)
from chassis.messaging.events import CloudEvent
from chassis.messaging.topology import Consumer

MAX_DELAY_S = 60.0
"""A message that waits occupies one of the consumer's few pending places."""
_LONGEST_WAIT_S = 2.0
"""For a dependency that does not say for how long: what was held up goes on soon after it is back."""
_PERMANENT = (InvalidInput, NotFound, PermissionDenied, TooLarge)
_INTERNAL: Mapping[str, object] = RostrumError("The work failed repeatedly.").to_problem()


@dataclass(frozen=True)
class Delivery:
    """One delivery of an event. `attempt` is NATS' own count of them, 1 for the first; one that has to wait
    is handled again with the same number."""

    event: CloudEvent
    attempt: int
    consumer: Consumer
    stream_sequence: int


class RetryLater(Exception):
    """Raised by a handler: not now, again after the delay (at most a minute); not a failed attempt."""

    def __init__(self, delay_s: float) -> None:
        super().__init__(f"again in {delay_s:g} s")
        self.delay_s = delay_s


class Superseded(Exception):
    """Raised by a handler whose commit was fenced out: another delivery owns the work, so this one must
    neither acknowledge nor hand back."""


class Exhausted(Exception):
    """Raised by a handler that keeps its own count of failures: no further delivery can help."""

    def __init__(self, error: Exception, attempts: int) -> None:
        super().__init__(f"given up after {attempts} attempts: {error}")
        self.error = error
        self.attempts = attempts


WAITING = (RetryLater, Unavailable, RateLimited)
"""What says that the message has to wait, and is no fault of it."""


@dataclass(frozen=True)
class DeadLetter:
    """Why a message is given up. `event` goes to the outbox in the transaction that marks the job failed.

    `problem` is safe to show to the client; `detail` is for operators.
    """

    event: CloudEvent
    code: str
    detail: str
    attempts: int
    problem: Mapping[str, object]


@dataclass(frozen=True)
class Verdict:
    """What happens to the message. To `wait` is no failed attempt: this process keeps it meanwhile."""

    action: Literal["ack", "retry", "wait", "give_up", "leave"]
    delay_s: float = 0.0


def judge(error: Exception | None, failures: int, waits: int, consumer: Consumer) -> Verdict:
    """`failures` counts the deliveries with this one, `waits` the times that this one had to wait.

    Trouble of a dependency is no fault of the message: it waits, and nothing is failed for an outage.
    """
    if error is None:
        return Verdict("ack")
    if isinstance(error, Superseded):
        return Verdict("leave")
    excused = isinstance(error, WAITING)
    exhausted = waits >= consumer.max_waits if excused else failures >= consumer.max_attempts
    if exhausted or isinstance(error, (Exhausted, *_PERMANENT)):
        return Verdict("give_up")
    if excused:
        return Verdict("wait", _wait_s(error, waits, consumer))
    return Verdict("retry", backoff_s(failures, consumer.retry_base_s))


def backoff_s(count: int, base_s: float) -> float:
    """1, 4, 16, 60, 60 ... times the base, before jitter."""
    return min(MAX_DELAY_S, base_s * 4.0 ** min(count - 1, 10))


def explain(error: Exception | None) -> tuple[str, str, Mapping[str, object]]:
    """(code, detail, problem) of a dead letter; None means attempts ended without an answer (a crash)."""
    if error is None:
        return "attempts_exhausted", "no attempt ended: the process died or was too slow", _INTERNAL
    if isinstance(error, Exhausted):
        return explain(error.error)
    if isinstance(error, RostrumError):
        return error.code, error.detail, error.to_problem()
    return "internal", f"{type(error).__name__}: {error}", _INTERNAL


def _wait_s(error: Exception, waits: int, consumer: Consumer) -> float:
    if isinstance(error, RetryLater):
        return min(MAX_DELAY_S, max(0.0, error.delay_s))
    asked = error.retry_after_s or 0.0 if isinstance(error, RostrumError) else 0.0
    own = min(_LONGEST_WAIT_S, backoff_s(waits, consumer.retry_base_s))
    return min(MAX_DELAY_S, max(asked, own))
