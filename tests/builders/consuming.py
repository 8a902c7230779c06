"""A consumer of one tenant's recordings that remembers what it was given."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from uuid import UUID

from chassis.messaging import (
    Consumer,
    ConsumerRunner,
    DeadLetter,
    Delivery,
    MessagingClient,
    Subscription,
)
from tests.builders.messaging_clients import connected
from tests.infrastructure.servers import RunningNats

Handle = Callable[[Delivery], None]


@dataclass
class Recorder:
    """Handles by `handle` and keeps every delivery; gives up by remembering."""

    handle: Handle = lambda _: None
    deliveries: list[Delivery] = field(default_factory=list)
    given_up: list[DeadLetter] = field(default_factory=list)
    handed_back: list[Delivery] = field(default_factory=list)
    give_up_failures: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def take(self, delivery: Delivery) -> None:
        with self._lock:
            self.deliveries.append(delivery)
        self.handle(delivery)

    def give_up(self, delivery: Delivery, letter: DeadLetter) -> None:
        if self.give_up_failures:
            self.give_up_failures -= 1
            raise ConnectionError("the database is away")
        self.given_up.append(letter)

    @property
    def attempts(self) -> list[int]:
        return [delivery.attempt for delivery in self.deliveries]


def consumer_of(tenant: UUID, **changes: object) -> Consumer:
    """Of the transcribe service, with retries quick enough for a test."""
    values: dict[str, object] = {
        "name": f"transcribe-{tenant}",
        "service": "transcribe",
        "subjects": (f"evt.ingest.recording.received.v1.{tenant}",),
        "retry_base_s": 0.02,
        "ack_wait_s": 5.0,
    }
    return Consumer(**(values | changes))  # type: ignore[arg-type]


@contextmanager
def consuming(
    server: RunningNats, consumer: Consumer, recorder: Recorder, *, heartbeat_s: float = 1.0
) -> Iterator[ConsumerRunner]:
    with connected(server, "admin") as admin:
        admin.provision((), (consumer,))
    with (
        connected(server, consumer.service) as client,
        running(client, consumer, recorder, heartbeat_s) as run,
    ):
        yield run


@contextmanager
def running(
    client: MessagingClient, consumer: Consumer, recorder: Recorder, heartbeat_s: float = 1.0
) -> Iterator[ConsumerRunner]:
    subscription = Subscription(consumer, recorder.take, recorder.give_up, recorder.handed_back.append)
    runner = ConsumerRunner(client, [subscription], heartbeat_s=heartbeat_s)
    runner.start()
    try:
        yield runner
    finally:
        runner.stop(5.0)
