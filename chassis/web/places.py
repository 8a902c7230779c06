"""Who gets a thread of the server: as many requests as are answered soon; the rest is refused at once.

A queue in front of the threads grows to as many seconds as clients are ready to wait, and then all that is
served is served to nobody: at three times its capacity ingest answered after 14 s, and refused after 18. So
of the threads

- an eighth is at work: more of them would only wait for each other, and for a database connection;
- three eighths may be held by transfers: bodies and answers that last as long as their clients like;
- a quarter may be held by event streams and waiting calls (chassis.web.streams);
- a quarter is kept for refusing.

What comes while all are at work waits a moment on a thread that nobody else has, as long as there is one.
"""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from contextvars import ContextVar
from threading import Semaphore

from prometheus_client import Counter, Gauge

from chassis.errors import Unavailable

RETRY_AFTER_S = 2
AT_WORK = 8
"""This part of the threads. A gateway that asks for no more at a time spares the service its refusals."""
_PATIENCE_S = 0.1
"""A burst is served a little later; who has waited for so long is refused."""
_HELD = Gauge("rostrum_http_places", "Threads that are held, by what holds them.", ("kind",))
_REFUSED = Counter("rostrum_http_overload", "Requests refused since no place was free for them.", ("kind",))
_WORK: ContextVar[ExitStack | None] = ContextVar("work", default=None)


class Places:
    """How many there are follows from the threads alone."""

    def __init__(self, threads: int) -> None:
        eighth = max(1, threads // AT_WORK)
        self.all = _Limit("all", 6 * eighth)
        self.work = _Limit("work", eighth, _PATIENCE_S)
        self.transfers = _Limit("transfers", 3 * eighth)


class _Limit:
    """So many at a time."""

    def __init__(self, kind: str, capacity: int, patience_s: float = 0.0) -> None:
        self._kind = kind
        self._patience_s = patience_s
        self._free = Semaphore(capacity)

    @contextmanager
    def hold(self) -> Iterator[None]:
        """Raises Unavailable when none is free."""
        if not self._free.acquire(timeout=self._patience_s):
            _REFUSED.labels(self._kind).inc()
            raise Unavailable(
                "More is being asked than can be answered just now; try again shortly.",
                code="overloaded",
                retry_after_s=RETRY_AFTER_S,
            )
        _HELD.labels(self._kind).inc()
        try:
            yield
        finally:
            _HELD.labels(self._kind).dec()
            self._free.release()


def at_work(work: ExitStack) -> None:
    """The request at hand holds its place at work by this."""
    _WORK.set(work)


def leave_work() -> None:
    """The request at hand only waits from here on, and is counted where that is limited."""
    work = _WORK.get()
    if work is not None:
        work.close()
