"""The process's one connection to NATS, for threads."""

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from time import monotonic
from typing import Any, TypeVar

import nats.errors
import nats.js.errors
import structlog
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.js.client import JetStreamContext

from chassis.errors import TooLarge, Unavailable
from chassis.messaging.events import CloudEvent
from chassis.messaging.loop import LoopThread
from chassis.messaging.permissions import inbox_prefix
from chassis.messaging.provisioning import provision
from chassis.messaging.topology import Consumer, Stream
from chassis.messaging.watch import Watch
from chassis.messaging.wire import WireMessage, to_wire
from chassis.settings import MessagingSettings, required

T = TypeVar("T")
_log = structlog.stdlib.get_logger(__name__)

_ACK_TIMEOUT_S = 1.0
_RETRY_S = 0.1
_PUBLISH_DEADLINE_S = 5.0
_CONNECT_WAIT_S = 5.0
_MARGIN_S = 2.0
_PROVISION_S = 30.0
_REPEAT_ERROR_S = 10.0
"""A broker that is away is tried five times a second, and reported less often."""
_IN_FLIGHT = 128
"""Groups published at a time: more gains nothing while the server syncs each message."""


class MessagingClient:
    """Connects for ever; `alive` turns false only when nats-py has closed for good, and the process with
    it should end. `user` differs from the service for the administrator who provisions streams."""

    def __init__(self, settings: MessagingSettings, service: str, *, user: str | None = None) -> None:
        self.name = "messaging"
        self.service = service
        self.loop = LoopThread("nats")
        self._settings = settings
        self._user = user or service
        self._nats = Client()
        self._jetstream: JetStreamContext | None = None
        self._reached = asyncio.Event()
        self._closed = False
        self._stopping = False
        self._last_error, self._repeat_error_at = "", 0.0
        self._watches: list[Watch] = []
        self._executors: list[ThreadPoolExecutor] = []

    @property
    def jetstream(self) -> JetStreamContext:
        """For coroutines on this client's loop."""
        if self._jetstream is None:
            raise Unavailable("the message broker has not been reached yet", retry_after_s=1.0)
        return self._jetstream

    @property
    def connection(self) -> Client:
        """For coroutines on this client's loop."""
        return self._nats

    @property
    def connected(self) -> bool:
        return self._jetstream is not None and bool(self._nats.is_connected)

    @property
    def heartbeat_s(self) -> float:
        """ROSTRUM_HEARTBEAT_S."""
        return self._settings.heartbeat_s

    def start(self) -> None:
        """Waits a moment for the first connection; without one the process starts unready."""
        self.loop.start()
        connecting = self.loop.submit(self._connect())
        try:
            connecting.result(_CONNECT_WAIT_S)
        except TimeoutError:
            _log.warning("nats_not_reached_yet", url=self._settings.nats_url)

    def stop(self, deadline_s: float) -> None:
        """Sends what is buffered and closes."""
        self._stopping = True
        until = monotonic() + deadline_s
        for watch in self._watches:
            watch.cancel()
        if self.loop.alive():
            try:
                self.loop.run(self._close(max(0.1, deadline_s / 2)), max(0.2, deadline_s))
            except Unavailable:
                _log.warning("nats_not_closed_in_time")
        for executor in self._executors:
            executor.shutdown(wait=False, cancel_futures=True)
        self.loop.stop(max(0.1, until - monotonic()))

    def alive(self) -> bool:
        return self.loop.alive() and not self._closed

    def ready(self) -> bool:
        """Also while the broker is away: who answers people can do without it, since what they cause waits in
        an outbox. Consumers and relays are not ready then."""
        return self.alive()

    def publish(self, event: CloudEvent) -> None:
        """Stores the event in its stream. Raises `Unavailable` when that is not known after some tries; it
        may be stored all the same, so try again with the same event, never with a new one."""
        if self.publish_groups([[to_wire(event)]]) != [1]:
            raise Unavailable("the message broker does not store the event just now", retry_after_s=1.0)

    def publish_groups(
        self, groups: Sequence[Sequence[WireMessage]], deadline_s: float = _PUBLISH_DEADLINE_S
    ) -> list[int]:
        """Publishes groups side by side, each in order up to its first failure; how many of each are in."""
        return self.loop.run(self._publish_groups(groups, monotonic() + deadline_s), deadline_s + _MARGIN_S)

    def publish_progress(self, subject: str, data: bytes) -> None:
        """Sends without storage or answer; dropped while there is no connection."""
        if self.connected:
            self.loop.submit(self._send(subject, data))

    def subscribe_progress(
        self, subject: str, handler: Callable[[str, bytes], None], *, queue: str = ""
    ) -> None:
        """Calls the handler with (subject, data) on a thread of its own; with a queue name one process of
        the group gets each message. Without a connection it begins when there is one; raises `Unavailable`
        where that is lost meanwhile."""
        executor = self._executor("progress")

        async def receive(message: Msg) -> None:
            loop = asyncio.get_running_loop()
            await loop.run_in_executor(executor, _guarded, handler, message.subject, message.data)

        async def subscribe() -> None:
            await self._reached.wait()
            await self._nats.subscribe(subject, queue=queue, cb=receive)
            await self._nats.flush()

        with suppress(TimeoutError):
            self.loop.submit(_with_domain_errors(subscribe())).result(_CONNECT_WAIT_S)

    def watch(self, subject_filter: str, since: timedelta, handler: Callable[[CloudEvent], None]) -> Watch:
        """Calls the handler with every event of the filter, stored ones since then and new ones, in order
        and at least once, in this process; needs no durable consumer."""
        watch = Watch(self, subject_filter, since, handler, self._executor("watch"))
        self._watches.append(watch)
        watch.start()
        return watch

    def provision(
        self, streams: Sequence[Stream], consumers: Sequence[Consumer], *, ack_wait_s: float | None = None
    ) -> None:
        """Makes the broker's streams and consumers what the data says; needs the administrator's user.

        `ack_wait_s` (ROSTRUM_ACK_WAIT_S) overrides that of the consumers. Safe to run as often as one likes.
        """
        self.run(provision(self.jetstream, streams, consumers, ack_wait_s), _PROVISION_S)

    def run(self, coroutine: Coroutine[Any, Any, T], timeout_s: float = _PUBLISH_DEADLINE_S) -> T:
        """Runs a coroutine on the loop, with broker trouble as `Unavailable`."""
        return self.loop.run(_with_domain_errors(coroutine), timeout_s)

    def _executor(self, purpose: str) -> ThreadPoolExecutor:
        executor = ThreadPoolExecutor(1, thread_name_prefix=f"nats-{purpose}")
        self._executors.append(executor)
        return executor

    async def _connect(self) -> None:
        await self._nats.connect(
            self._settings.nats_url,
            name=self.service,
            user=self._user,
            password=required(self._settings.nats_password, "nats_password"),
            inbox_prefix=inbox_prefix(self._user),
            max_reconnect_attempts=-1,
            reconnect_time_wait=0.2,  # type: ignore[arg-type]  # seconds; nats-py sleeps fractions too
            connect_timeout=2,
            ping_interval=10,
            max_outstanding_pings=2,
            drain_timeout=5,
            error_cb=self._on_error,
            closed_cb=self._on_closed,
            disconnected_cb=self._on_disconnected,
            reconnected_cb=self._on_reconnected,
        )
        self._jetstream = self._nats.jetstream(timeout=_ACK_TIMEOUT_S)
        self._reached.set()

    async def _close(self, flush_s: float) -> None:
        if self._nats.is_connected:
            try:
                await asyncio.wait_for(self._nats.flush(), flush_s)
            except (nats.errors.Error, TimeoutError):
                _log.warning("nats_flush_failed")
        await self._nats.close()

    async def _publish_groups(self, groups: Sequence[Sequence[WireMessage]], deadline: float) -> list[int]:
        places = asyncio.Semaphore(_IN_FLIGHT)

        async def publish_group(group: Sequence[WireMessage]) -> int:
            async with places:
                for stored, message in enumerate(group):
                    if not await self._publish(message, deadline):
                        return stored
                return len(group)

        return list(await asyncio.gather(*(publish_group(group) for group in groups)))

    async def _publish(self, message: WireMessage, deadline: float) -> bool:
        """Tries until the deadline; the message's own id keeps a repeated try from being stored twice."""
        while monotonic() < deadline:
            if self.connected:
                try:
                    await self.jetstream.publish(message.subject, message.data, headers=dict(message.headers))
                except nats.errors.MaxPayloadError as error:
                    raise TooLarge("the message is larger than the broker takes") from error
                except (nats.errors.Error, TimeoutError) as error:
                    _log.debug("publish_retried", subject=message.subject, error=repr(error))
                else:
                    return True
            await asyncio.sleep(_RETRY_S)
        return False

    async def _send(self, subject: str, data: bytes) -> None:
        try:
            await self._nats.publish(subject, data)
        except nats.errors.Error as error:
            _log.debug("progress_dropped", subject=subject, error=repr(error))

    async def _on_error(self, error: Exception) -> None:
        """The only place where a refused publish or subscription shows its reason."""
        text = f"{type(error).__name__}: {error}"
        if text != self._last_error or monotonic() > self._repeat_error_at:
            _log.warning("nats_error", error=text)
            self._last_error, self._repeat_error_at = text, monotonic() + _REPEAT_ERROR_S

    async def _on_disconnected(self) -> None:
        if not self._stopping:
            _log.warning("nats_disconnected")

    async def _on_reconnected(self) -> None:
        _log.info("nats_reconnected")

    async def _on_closed(self) -> None:
        self._closed = True
        if not self._stopping:
            _log.error("nats_closed")


def _guarded(handler: Callable[[str, bytes], None], subject: str, data: bytes) -> None:
    try:
        handler(subject, data)
    except Exception:  # noqa: BLE001 - one bad message must not end the subscription
        _log.exception("progress_handler_failed", subject=subject)


async def _with_domain_errors(coroutine: Coroutine[Any, Any, T]) -> T:
    try:
        return await coroutine
    except nats.js.errors.APIError:
        raise
    except nats.errors.Error as error:
        raise Unavailable("the message broker does not answer just now", retry_after_s=1.0) from error
