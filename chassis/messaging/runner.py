"""Consumes events: pulls, handles on threads, keeps the lease, settles by what the handler did."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from threading import Event
from time import monotonic

from chassis.clock import SystemClock
from chassis.messaging.client import MessagingClient
from chassis.messaging.delivery import DeadLetter, Delivery
from chassis.messaging.events import Clock
from chassis.messaging.handling import Handling
from chassis.messaging.slot import Slot
from chassis.messaging.topology import Consumer
from chassis.messaging.waiting import WaitingRoom

_HAND_BACK_S = 1.0
"""Kept of the grace to hand unfinished work back."""


@dataclass(frozen=True)
class Subscription:
    """`handle` returns after its own commit; `give_up` commits "failed" and the dead letter together.

    Both are called on one of the consumer's threads and may be called again for the same event. A service
    that counts its failures itself learns by `handed_back` that a drain ended a handling before its time.
    """

    consumer: Consumer
    handle: Callable[[Delivery], None]
    give_up: Callable[[Delivery, DeadLetter], None]
    handed_back: Callable[[Delivery], None] = lambda _: None


class ConsumerRunner:
    """Runs `slots` threads for each consumer.

    `heartbeat_s` (ROSTRUM_HEARTBEAT_S) is how often the broker hears that work is still in hand; that is
    said by the messaging loop, so a handler with long CPU-bound work must give it to a child process.
    """

    def __init__(
        self,
        client: MessagingClient,
        subscriptions: Sequence[Subscription],
        *,
        heartbeat_s: float | None = None,
        clock: Clock | None = None,
    ) -> None:
        self.name = "consumers"
        self._client = client
        self._stopping = Event()
        self._slots: list[Slot] = []
        beat_s = heartbeat_s or client.heartbeat_s
        for subscription in subscriptions:
            handling = Handling(
                subscription.consumer,
                subscription.handle,
                subscription.give_up,
                clock or SystemClock(),
                subscription.handed_back,
            )
            room = WaitingRoom(client.loop, beat_s)
            for number in range(subscription.consumer.slots):
                self._slots.append(Slot(client, handling, room, number, self._stopping))

    def start(self) -> None:
        for slot in self._slots:
            slot.start()

    def stop(self, deadline_s: float) -> None:
        """Fetches no more, lets handlers finish, and hands back what they don't finish in time."""
        until = monotonic() + max(0.0, deadline_s - _HAND_BACK_S)
        self._stopping.set()
        for slot in self._slots:
            slot.interrupt()
        for slot in self._slots:
            slot.join(until - monotonic())
        for slot in self._slots:
            slot.hand_back()

    def alive(self) -> bool:
        return all(slot.alive() for slot in self._slots)

    def ready(self) -> bool:
        return self.alive() and self._client.connected
