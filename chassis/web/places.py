"""Who gets a thread of the server: as many requests as are answered soon; the rest is refused at once.

A queue in front of the threads grows to as many seconds as clients are ready to wait, and then all that is
served is served to nobody: at three times its capacity ingest answered after 14 s, and refused after 18. So
of the threads

- one in 64 is at work: more of them would only wait for each other, for the interpreter and for a database
  connection. Each lets go of the interpreter at every statement, and gets it back when the others had it;
- three eighths may be held by transfers: bodies and answers that last as long as their clients like;
- a quarter may be held by event streams and waiting calls (chassis.web.streams);
- a quarter is kept for refusing.

What comes while all are at work waits in line, on a thread that nobody else has, as long as there is one.
"""

from collections import deque
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from contextvars import ContextVar
from threading import Lock

from prometheus_client import Counter, Gauge

from chassis.errors import Unavailable

RETRY_AFTER_S = 2
GATEWAYS_SHARE = 8
"""This part of the threads a gateway asks at a time, beside what lasts; the rest it refuses by itself. An
eighth of them is at work, and the others are a burst that is served a little later."""
_PATIENCE_S = 0.5
"""Who has waited in line for so long is refused."""
_HELD = Gauge("rostrum_http_places", "Threads that are held, by what holds them.", ("kind",))
_REFUSED = Counter("rostrum_http_overload", "Requests refused since no place was free for them.", ("kind",))
_WORK: ContextVar[ExitStack | None] = ContextVar("work", default=None)


class Places:
    """How many there are follows from the threads alone."""

    def __init__(self, threads: int) -> None:
        eighth = max(1, threads // 8)
        self.all = _Limit("all", 6 * eighth)
        self.work = _Limit("work", max(1, threads // 64), _PATIENCE_S)
        self.transfers = _Limit("transfers", 3 * eighth)


class _Limit:
    """So many at a time."""

    def __init__(self, kind: str, capacity: int, patience_s: float = 0.0) -> None:
        self._kind = kind
        self._patience_s = patience_s
        self._turns = Turns(capacity)

    @contextmanager
    def hold(self) -> Iterator[None]:
        """Raises Unavailable when none is free."""
        if not self._turns.take(self._patience_s):
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
            self._turns.give()


class Turns:
    """A semaphore that is handed on in the order of coming.

    Python's own goes to whoever asks at the right moment: of those in line one in a hundred never had a turn.
    """

    def __init__(self, free: int) -> None:
        self._free = free
        self._line: deque[Lock] = deque()
        self._change = Lock()

    @property
    def waiting(self) -> int:
        """How many are in line."""
        return len(self._line)

    def take(self, timeout_s: float) -> bool:
        """False when no turn has come in time; who has had one gives it back."""
        with self._change:
            if self._free:
                self._free -= 1
                return True
            turn = Lock()
            turn.acquire()
            self._line.append(turn)
        return turn.acquire(timeout=timeout_s) or not self._leave(turn)

    def _leave(self, turn: Lock) -> bool:
        """False when the turn has come in this very moment."""
        with self._change:
            if turn not in self._line:
                return False
            self._line.remove(turn)
            return True

    def give(self) -> None:
        with self._change:
            if self._line:
                self._line.popleft().release()
            else:
                self._free += 1


def at_work(work: ExitStack) -> None:
    """The request at hand holds its place at work by this."""
    _WORK.set(work)


def leave_work() -> None:
    """The request at hand only waits from here on, and is counted where that is limited."""
    work = _WORK.get()
    if work is not None:
        work.close()
