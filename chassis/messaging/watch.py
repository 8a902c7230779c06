"""A feed that every process reads in full: stored events of the last minutes, then new ones.

Each process has an ephemeral push consumer of one filter. Creating it is all the permission it takes:
`$JS.API.CONSUMER.CREATE.EVENTS.*.<filter>`, and messages come to the user's own inbox. The server sends
heartbeats while there is nothing to send; when they stop, the consumer is made anew after the last
event seen, so nothing is missed and some events may come twice.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import Executor, Future
from datetime import UTC, datetime, timedelta
from time import monotonic
from typing import Protocol

import nats.errors
import structlog
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.aio.subscription import Subscription
from nats.js.api import AckPolicy, ConsumerConfig, DeliverPolicy
from nats.js.client import JetStreamContext

from chassis.clock import SystemClock
from chassis.errors import RostrumError
from chassis.messaging.events import CloudEvent
from chassis.messaging.loop import LoopThread
from chassis.messaging.wire import WireMessage, from_wire

_log = structlog.stdlib.get_logger(__name__)

_STREAM = "EVENTS"
_HEARTBEAT_S = 2.0
_MISSED_S = 3 * _HEARTBEAT_S
_INACTIVE_S = 30.0
_RETRY_S = 0.5
_STATUS = "Status"


class Broker(Protocol):
    """What a watch needs of the messaging client."""

    @property
    def loop(self) -> LoopThread: ...
    @property
    def service(self) -> str: ...
    @property
    def connection(self) -> Client: ...
    @property
    def jetstream(self) -> JetStreamContext: ...
    @property
    def connected(self) -> bool: ...


class Watch:
    """`last_contact()` says when it was last known that nothing is missing."""

    def __init__(
        self,
        broker: Broker,
        subject_filter: str,
        since: timedelta,
        handler: Callable[[CloudEvent], None],
        executor: Executor,
    ) -> None:
        self._broker = broker
        self._filter = subject_filter
        self._since = since
        self._handler = handler
        self._executor = executor
        self._clock = SystemClock()
        self._last_sequence = 0
        self._last_contact: float | None = None
        self._task: Future[None] | None = None

    def start(self) -> None:
        self._task = self._broker.loop.submit(self._run())

    def cancel(self) -> None:
        if self._task is not None:
            self._task.cancel()

    def last_contact(self) -> float | None:
        """On the monotonic clock: the last moment at which every event so far had been handled. None:
        not yet."""
        return self._last_contact

    async def _run(self) -> None:
        while True:
            try:
                if self._broker.connected:
                    await self._follow()
            except (nats.errors.Error, TimeoutError) as error:
                _log.warning("watch_interrupted", filter=self._filter, error=repr(error))
            except Exception:  # noqa: BLE001 - a feed that ends in silence would never be noticed
                _log.exception("watch_failed", filter=self._filter)
            await asyncio.sleep(_RETRY_S)

    async def _follow(self) -> None:
        """Returns when the consumer has gone silent or a message was missed."""
        connection = self._broker.connection
        inbox = connection.new_inbox()
        subscription = await connection.subscribe(inbox)
        try:
            info = await self._broker.jetstream.add_consumer(_STREAM, self._consumer(inbox))
            if not info.num_pending:
                self._last_contact = monotonic()
            await self._receive(subscription)
        finally:
            if not connection.is_closed:
                await subscription.unsubscribe()

    def _consumer(self, inbox: str) -> ConsumerConfig:
        unique = inbox.rpartition(".")[2]
        config = ConsumerConfig(
            name=f"watch-{self._broker.service}-{unique}",
            filter_subject=self._filter,
            ack_policy=AckPolicy.NONE,
            deliver_subject=inbox,
            idle_heartbeat=_HEARTBEAT_S,
            inactive_threshold=_INACTIVE_S,
            mem_storage=True,
            num_replicas=1,
            max_deliver=1,
        )
        if self._last_sequence:
            config.deliver_policy = DeliverPolicy.BY_START_SEQUENCE
            config.opt_start_seq = self._last_sequence + 1
        else:
            config.deliver_policy = DeliverPolicy.BY_START_TIME
            config.opt_start_time = self._start_time()
        return config

    def _start_time(self) -> datetime:
        return (self._clock.now() - self._since).astimezone(UTC)

    async def _receive(self, subscription: Subscription) -> None:
        expected = 1
        while True:
            try:
                message = await subscription.next_msg(timeout=_MISSED_S)
            except TimeoutError:
                return
            if message.headers and message.headers.get(_STATUS):
                if _gap(message, expected):
                    return
                self._last_contact = monotonic()
                continue
            metadata = message.metadata
            if metadata.sequence.consumer != expected:
                return
            expected += 1
            await self._handle(message)
            self._last_sequence = metadata.sequence.stream
            if metadata.num_pending == 0:
                self._last_contact = monotonic()

    async def _handle(self, message: Msg) -> None:
        try:
            event = from_wire(WireMessage(message.subject, message.headers or {}, message.data))
            await asyncio.get_running_loop().run_in_executor(self._executor, self._handler, event)
        except RostrumError as error:
            _log.error("watch_event_refused", subject=message.subject, error=error.detail)
        except Exception:  # noqa: BLE001 - one bad event must not end the feed
            _log.exception("watch_handler_failed", subject=message.subject)


def _gap(heartbeat: Msg, expected: int) -> bool:
    """Whether the server has sent more than has arrived."""
    sent = (heartbeat.headers or {}).get("Nats-Last-Consumer", "0")
    return int(sent) != expected - 1
