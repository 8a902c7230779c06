"""Answers that stay open: their number is capped, so that they never take all the threads."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from contextvars import copy_context
from dataclasses import dataclass
from typing import Protocol

from flask import Response
from prometheus_client import Gauge

from chassis.errors import RostrumError, Unavailable
from chassis.web.places import leave_work

PING_S = 15.0
LIFETIME_S = 600.0
RECHECK_S = 60.0
RETRY_MS = 3000
_POLL_S = 1.0
_OPEN = Gauge("rostrum_http_open_streams", "Responses held open for events or for Prefer: wait.")


class StreamSlots:
    """A quarter of the server's threads may be held by event streams and waiting calls."""

    def __init__(self, threads: int) -> None:
        self.capacity = max(1, threads // 4)
        self._free = threading.Semaphore(self.capacity)
        self.draining = threading.Event()

    @contextmanager
    def hold(self) -> Iterator[None]:
        """Holds one slot; raises Unavailable at once when none is free."""
        if self.draining.is_set() or not self._free.acquire(blocking=False):
            raise Unavailable(
                "All places for waiting calls are taken; poll instead, or try again shortly.",
                code="no_stream_slot",
                retry_after_s=5,
            )
        leave_work()
        _OPEN.inc()
        try:
            yield
        finally:
            _OPEN.dec()
            self._free.release()

    def drain(self) -> None:
        """Ends every stream within a second and refuses new ones: the process is about to stop."""
        self.draining.set()


@dataclass(frozen=True)
class ServerEvent:
    """One event of a stream; a protocol that tells its events by their data alone has no names and ids.

    `last` ends the stream.
    """

    id: str
    event: str
    data: object
    last: bool = False

    def encode(self) -> bytes:
        data = json.dumps(self.data, separators=(",", ":"), allow_nan=False)
        head = f"id: {self.id}\nevent: {self.event}\n" if self.event else ""
        return f"{head}data: {data}\n\n".encode()


class EventSource(Protocol):
    """Where a stream's events come from; already placed after the client's Last-Event-ID."""

    def next(self, timeout_s: float) -> ServerEvent | None:
        """The next event, or None when there was none in time."""
        ...

    def close(self) -> None: ...


@dataclass(frozen=True)
class StreamTimes:
    """How often a stream shows life and how long it lives, in seconds.

    `retry_ms` tells the client when to come back after a break; None where it can't.
    """

    retry_ms: int | None = RETRY_MS
    ping_s: float = PING_S
    lifetime_s: float = LIFETIME_S
    recheck_s: float = RECHECK_S


def event_stream(
    source: EventSource,
    slots: StreamSlots,
    *,
    recheck: Callable[[], None],
    times: StreamTimes | None = None,
) -> Response:
    """A text/event-stream response: pings, a lifetime, and the token checked again each minute.

    `recheck` raises when the caller may no longer read; the stream then ends. The client reconnects
    with Last-Event-ID after `retry`. The source works in the context of the handler: the calls that it
    makes go out on behalf of the same caller.
    """
    with ExitStack() as stack:
        stack.callback(source.close)
        stack.enter_context(slots.hold())
        held = stack.pop_all()
    stream = _Stream(source, slots, recheck, times or StreamTimes())
    response = Response(stream.frames(), content_type="text/event-stream")
    response.headers["Cache-Control"] = "no-cache"
    response.headers["X-Accel-Buffering"] = "no"
    # Called by the server when the answer is over, also when it never began or the client went away.
    response.call_on_close(held.close)
    return response


class _Stream:
    def __init__(
        self, source: EventSource, slots: StreamSlots, recheck: Callable[[], None], times: StreamTimes
    ) -> None:
        self._source = source
        self._slots = slots
        self._recheck = recheck
        self._times = times
        self._context = copy_context()

    def frames(self) -> Iterator[bytes]:
        if self._times.retry_ms is not None:
            yield f"retry: {self._times.retry_ms}\n\n".encode()
        started = pinged = checked = time.monotonic()
        while self._may_go_on(started):
            event = self._context.run(self._source.next, min(_POLL_S, self._times.ping_s))
            now = time.monotonic()
            if event is not None:
                pinged = now
                yield event.encode()
                if event.last:
                    return
            elif now - pinged >= self._times.ping_s:
                pinged = now
                yield b": ping\n\n"
            if now - checked >= self._times.recheck_s:
                checked = now
                if not self._still_allowed():
                    return

    def _may_go_on(self, started: float) -> bool:
        return not self._slots.draining.is_set() and time.monotonic() - started < self._times.lifetime_s

    def _still_allowed(self) -> bool:
        try:
            self._recheck()
        except RostrumError:
            return False
        return True
