"""One message from its bytes to its fate, without a broker: what a slot then tells the broker to do."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from time import monotonic

import structlog
from opentelemetry import trace
from opentelemetry.trace import Span, SpanKind, Status, StatusCode
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator
from opentelemetry.util.types import AttributeValue
from prometheus_client import Counter, Histogram

from chassis.errors import RostrumError, Unavailable
from chassis.messaging.dead_letters import dead_letter, unreadable_letter
from chassis.messaging.delivery import (
    WAITING,
    DeadLetter,
    Delivery,
    Exhausted,
    Verdict,
    backoff_s,
    judge,
)
from chassis.messaging.events import Clock, CloudEvent
from chassis.messaging.topology import Consumer
from chassis.messaging.wire import WireMessage, from_wire

_log = structlog.stdlib.get_logger(__name__)

_LONGEST_PAUSE_S = 10.0
"""While a dependency is out there is no point in fetching more work, but its return is noticed soon."""
_OUTCOMES = Counter("rostrum_messages_total", "Messages by what became of them.", ["consumer", "outcome"])
_SECONDS = Histogram(
    "rostrum_message_seconds",
    "Wall time of one handling.",
    ["consumer"],
    buckets=(0.005, 0.02, 0.1, 0.5, 2, 10, 30, 120, 600),
)


@dataclass(frozen=True)
class Received:
    """A message as the broker delivered it. `waits` counts the handlings of this delivery that ended in
    waiting."""

    message: WireMessage
    stream_sequence: int
    deliveries: int
    waits: int = 0


@dataclass(frozen=True)
class Settlement:
    """`letter` is published first, then the broker is told; `pause_s` goes by before the next fetch."""

    verdict: Verdict
    letter: WireMessage | None = None
    pause_s: float = 0.0


class Handling:
    """What all slots of one consumer share."""

    def __init__(
        self,
        consumer: Consumer,
        handle: Callable[[Delivery], None],
        give_up: Callable[[Delivery, DeadLetter], None],
        clock: Clock,
        handed_back: Callable[[Delivery], None] = lambda _: None,
    ) -> None:
        self.consumer = consumer
        self._handle = handle
        self._give_up = give_up
        self._handed_back = handed_back
        self._clock = clock
        self._tracer = trace.get_tracer(__name__)

    def process(self, received: Received) -> Settlement:
        """Never raises: whatever happens, the message has a fate."""
        try:
            event = from_wire(received.message)
        except RostrumError as error:
            return self._unreadable(received, error)
        delivery = self._delivery(event, received)
        begun = monotonic()
        with self._span(event, received):
            settlement = self._settle(delivery, received.waits + 1)
        _SECONDS.labels(self.consumer.name).observe(monotonic() - begun)
        _OUTCOMES.labels(self.consumer.name, settlement.verdict.action).inc()
        return settlement

    def hand_back(self, received: Received) -> None:
        """Tells the handler's side that its unfinished work goes to another process. Never raises."""
        try:
            self._handed_back(self._delivery(from_wire(received.message), received))
        except RostrumError as error:
            _log.warning("hand_back_not_noted", consumer=self.consumer.name, reason=error.detail)
        except Exception:  # noqa: BLE001 - the message goes back, whatever the service makes of it
            _log.exception("hand_back_failed", consumer=self.consumer.name)

    def _delivery(self, event: CloudEvent, received: Received) -> Delivery:
        return Delivery(event, received.deliveries, self.consumer, received.stream_sequence)

    def _unreadable(self, received: Received, error: RostrumError) -> Settlement:
        _log.error("message_unreadable", consumer=self.consumer.name, reason=error.detail)
        _OUTCOMES.labels(self.consumer.name, "unreadable").inc()
        letter = unreadable_letter(self.consumer, received.message, received.stream_sequence, error.detail)
        return Settlement(Verdict("give_up"), letter)

    def _settle(self, delivery: Delivery, waits: int) -> Settlement:
        if delivery.attempt > self.consumer.max_attempts:
            return self._abandon(delivery, None, delivery.attempt - 1)
        error = self._attempt(delivery)
        verdict = judge(error, delivery.attempt, waits, self.consumer)
        if verdict.action == "give_up":
            attempts = error.attempts if isinstance(error, Exhausted) else delivery.attempt
            return self._abandon(delivery, error, attempts)
        outage = isinstance(error, Unavailable)
        return Settlement(verdict, pause_s=min(verdict.delay_s, _LONGEST_PAUSE_S) if outage else 0.0)

    def _attempt(self, delivery: Delivery) -> Exception | None:
        try:
            self._handle(delivery)
        except WAITING as error:
            self._report("message_waits", delivery, error)
            return error
        except Exception as error:  # noqa: BLE001 - every failure of a handler is a verdict on its message
            self._report("message_not_handled", delivery, error)
            return error
        return None

    def _abandon(self, delivery: Delivery, error: Exception | None, attempts: int) -> Settlement:
        letter = dead_letter(delivery, error, attempts, self._clock.now())
        try:
            self._give_up(delivery, letter)
        except Exception as failure:  # noqa: BLE001 - giving up is tried again until it is committed
            self._report("give_up_failed", delivery, failure)
            return Settlement(Verdict("wait", backoff_s(3, self.consumer.retry_base_s)))
        _log.error("message_given_up", consumer=self.consumer.name, code=letter.code, attempts=attempts)
        return Settlement(Verdict("give_up"))

    def _report(self, event: str, delivery: Delivery, error: Exception) -> None:
        span = trace.get_current_span()
        span.record_exception(error)
        span.set_status(Status(StatusCode.ERROR, type(error).__name__))
        _log.warning(
            event,
            consumer=self.consumer.name,
            event_id=str(delivery.event.id),
            attempt=delivery.attempt,
            **_reason(error),
        )

    def _span(self, event: CloudEvent, received: Received) -> AbstractContextManager[Span]:
        context = TraceContextTextMapPropagator().extract(dict(event.trace))
        attributes: dict[str, AttributeValue] = {
            "messaging.system": "nats",
            "messaging.destination.name": self.consumer.name,
            "messaging.message.id": str(event.id),
            "messaging.delivery_count": received.deliveries,
        }
        return self._tracer.start_as_current_span(
            f"process {self.consumer.name}", context, SpanKind.CONSUMER, attributes
        )


def _reason(error: Exception) -> Mapping[str, object]:
    """In an outage every message says again and again that it waits: what is known needs no traceback."""
    if not isinstance(error, WAITING):
        return {"exc_info": error}
    return {"reason": error.detail if isinstance(error, RostrumError) else str(error)}
