"""One thread of a consumer: fetch one message, keep its lease, handle it, settle it."""

import asyncio
import random
from concurrent.futures import CancelledError, Future
from threading import Event, Lock, Thread
from time import monotonic

import nats.errors
import structlog
from nats.aio.msg import Msg
from nats.js.client import JetStreamContext

from chassis.errors import RostrumError, Unavailable
from chassis.messaging.client import MessagingClient
from chassis.messaging.delivery import Verdict
from chassis.messaging.handling import Handling, Received, Settlement
from chassis.messaging.waiting import InHand, WaitingRoom
from chassis.messaging.wire import WireMessage

_log = structlog.stdlib.get_logger(__name__)

_FETCH_S = 2.0
"""A pull request is lost with a restarted broker; the next one comes this soon."""
_RETRY_S = 0.5
_SETTLE_S = 5.0
_LEFTOVER_S = 0.1


class Slot:
    """Settles a message at most once: after a hand-back its handler's late end changes nothing."""

    def __init__(
        self, client: MessagingClient, handling: Handling, room: WaitingRoom, number: int, stopping: Event
    ) -> None:
        self._client = client
        self._handling = handling
        self._room = room
        self._stopping = stopping
        self._thread = Thread(target=self._run, name=f"{handling.consumer.name}-{number}", daemon=True)
        self._pull: JetStreamContext.PullSubscription | None = None
        self._fetching: Future[Msg | None] | None = None
        self._lock = Lock()
        self._in_hand: InHand | None = None
        self._overran = False
        self._last_error = ""

    def start(self) -> None:
        self._thread.start()

    def alive(self) -> bool:
        """A handler can't be stopped. One that overruns would keep its slot for ever: its process ends."""
        return self._thread.is_alive() and not self._overran

    def interrupt(self) -> None:
        """Ends a fetch that waits for work."""
        fetching = self._fetching
        if fetching is not None:
            fetching.cancel()

    def join(self, timeout_s: float) -> None:
        if self.alive():
            self._thread.join(max(0.0, timeout_s))

    def hand_back(self) -> None:
        """Gives unfinished work to another process at once instead of after ack_wait. Called when no slot
        asks for messages any more, or it would come back here. One that overran has failed: nobody is told
        that it was interrupted."""
        work = self._take()
        if work is not None and self._overran:
            _log.error("handler_overran", consumer=self._handling.consumer.name)
            self._tell(work.message, Verdict("retry"))
        elif work is not None:
            self._return(work)
        for waiting in self._room.take_all():
            self._return(waiting)

    def _return(self, work: InHand) -> None:
        _log.warning("message_handed_back", consumer=self._handling.consumer.name)
        self._handling.hand_back(_received(work))
        self._tell(work.message, Verdict("retry"))

    def _run(self) -> None:
        while not self._stopping.is_set():
            work = self._room.take_due() or self._next()
            if work is None:
                continue
            with self._lock:
                self._in_hand = work
            settlement = self._handle(work)
            if self._take() is not None:
                self._settle(work, settlement)
            self._stopping.wait(settlement.pause_s)
        self._close()

    def _next(self) -> InHand | None:
        try:
            self._fetching = self._client.loop.submit(self._fetch(self._room.next_due_s(_FETCH_S)))
            if self._stopping.is_set():
                self._fetching.cancel()
            message = self._fetching.result()
        except CancelledError:
            return None
        except (nats.errors.Error, TimeoutError, Unavailable) as error:
            self._say_once(error)
            self._stopping.wait(_RETRY_S)
            return None
        return InHand(message) if message is not None else None

    def _say_once(self, error: Exception) -> None:
        """A consumer that is not there or not allowed fails twice a second."""
        log = _log.debug if repr(error) == self._last_error else _log.warning
        log("fetch_failed", consumer=self._handling.consumer.name, error=repr(error))
        self._last_error = repr(error)

    async def _fetch(self, timeout_s: float) -> Msg | None:
        if not self._client.connected:
            raise Unavailable("the message broker does not answer just now")
        if self._pull is None:
            consumer = self._handling.consumer
            self._pull = await self._client.jetstream.pull_subscribe_bind(
                consumer=consumer.name, stream=consumer.stream
            )
        try:
            return (await self._pull.fetch(1, timeout=timeout_s))[0]
        except TimeoutError:  # nats-py raises its own kind, and at times the plain one
            return None

    def _handle(self, work: InHand) -> Settlement:
        heartbeat = self._client.loop.submit(self._keep_lease(work.message))
        try:
            return self._handling.process(_received(work))
        finally:
            heartbeat.cancel()
            self._overran = False

    async def _keep_lease(self, message: Msg) -> None:
        """Stops at the consumer's deadline: a hung handler must not keep its message for ever. A process that
        was itself stopped for so long has a moment to go on."""
        deadline = monotonic() + self._handling.consumer.deadline_s
        while monotonic() < deadline:
            await asyncio.sleep(self._room.heartbeat_s)
            try:
                await message.in_progress()
            except nats.errors.Error as error:
                _log.debug("heartbeat_failed", error=repr(error))
        await asyncio.sleep(self._room.heartbeat_s)
        self._overran = True

    def _take(self) -> InHand | None:
        """The message in hand, for the one who settles it."""
        with self._lock:
            work, self._in_hand = self._in_hand, None
        return work

    def _settle(self, work: InHand, settlement: Settlement) -> None:
        verdict = settlement.verdict
        if settlement.letter is not None and not self._stored(settlement):
            verdict = Verdict("wait", _SETTLE_S)
        if verdict.action == "wait":
            self._room.hold(InHand(work.message, work.waits + 1), verdict.delay_s * _jitter())
        else:
            self._tell(work.message, verdict)

    def _stored(self, settlement: Settlement) -> bool:
        letter = settlement.letter
        try:
            return letter is not None and self._client.publish_groups([[letter]]) == [1]
        except RostrumError as error:
            _log.error("dead_letter_not_stored", error=error.detail)
            return False

    def _tell(self, message: Msg, verdict: Verdict) -> None:
        """An answer that gets lost is harmless: the message comes again and its effect does not."""
        try:
            self._client.run(_answer(message, verdict), _SETTLE_S)
        except (Unavailable, nats.errors.Error) as error:
            _log.debug("answer_lost", consumer=self._handling.consumer.name, error=repr(error))

    def _close(self) -> None:
        """Hands back what arrived unasked after the last fetch."""
        try:
            self._client.run(self._leave(), _SETTLE_S)
        except (Unavailable, nats.errors.Error) as error:
            _log.debug("leave_failed", consumer=self._handling.consumer.name, error=repr(error))

    async def _leave(self) -> None:
        pull = self._pull
        if pull is None:
            return
        try:
            while pull.pending_msgs:
                await (await pull.fetch(1, timeout=_LEFTOVER_S))[0].nak()
        finally:
            await pull.unsubscribe()


def _received(work: InHand) -> Received:
    message, metadata = work.message, work.message.metadata
    return Received(
        WireMessage(message.subject, message.headers or {}, message.data),
        stream_sequence=metadata.sequence.stream,
        deliveries=metadata.num_delivered,
        waits=work.waits,
    )


def _jitter() -> float:
    """What failed together must not return together; spreading it needs no cryptography."""
    return random.uniform(1.0, 1.3)  # noqa: S311


async def _answer(message: Msg, verdict: Verdict) -> None:
    match verdict.action:
        case "ack":
            await message.ack()
        case "give_up":
            await message.term()
        case "retry":
            await message.nak(verdict.delay_s * _jitter())
        case "leave" | "wait":
            pass
