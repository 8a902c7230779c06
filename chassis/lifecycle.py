"""A process: its parts start in order, and stop in reverse order within a deadline.

The supervisor (Kubernetes, or the local one) restarts what exits, so nothing is repaired in place:
a part that dies ends the process with a non-zero code, and a part that does not stop in time is cut off.
"""

import os
import select
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from types import FrameType
from typing import Protocol

import structlog

EXIT_OK = 0
EXIT_FAILED = 1
EXIT_CUT_OFF = 70
"""The drain did not end in time (EX_SOFTWARE of sysexits.h)."""

_POLL_S = 0.5
_SIGNALS = (signal.SIGTERM, signal.SIGINT)

logger = structlog.stdlib.get_logger(__name__)


class Component(Protocol):
    """A part of a process with a life of its own: a server, a consumer, a pool.

    `alive` looks at the part's own loops only and `ready` also at what it depends on, each without
    waiting long: an outage of a dependency makes a process unready, never restarts it.
    """

    name: str

    def start(self) -> None: ...
    def stop(self, deadline_s: float) -> None: ...
    def alive(self) -> bool: ...
    def ready(self) -> bool: ...


class Announcer(Protocol):
    """Tells the outside whether this process takes work; chassis.health.AdminServer is the real one."""

    def start(self) -> None: ...
    def announce(self, *, serving: bool) -> None: ...
    def stop(self, deadline_s: float) -> None: ...


class Resource:
    """A dependency held by the process, as a component: pinged for readiness, closed after its users."""

    def __init__(
        self, name: str, *, ping: Callable[[], object], close: Callable[[], object] | None = None
    ) -> None:
        self.name = name
        self._ping = ping
        self._close = close

    def start(self) -> None:
        """Opens on first use: a process must come up while its dependencies are down."""

    def stop(self, deadline_s: float) -> None:
        del deadline_s  # closing does not wait
        if self._close is not None:
            self._close()

    def alive(self) -> bool:
        return True

    def ready(self) -> bool:
        """Whether the ping returns; one that raises is reported by the admin server."""
        return self._ping() is not False


def run_process(
    components: Sequence[Component],
    *,
    admin: Announcer,
    grace_s: float = 20.0,
    settle: Callable[[], None] = lambda: None,
) -> int:
    """Run until SIGTERM, SIGINT or the death of a component; the exit code of the process.

    Only for the main thread. A second signal ends the process at once. `settle` is called when all is up.
    """
    with _stop_requests() as wait_for_stop:
        started: list[Component] = []
        try:
            admin.start()
            code = _start(components, started)
            if code == EXIT_OK:
                settle()
                admin.announce(serving=True)
                code = _watch(components, wait_for_stop)
        finally:
            admin.announce(serving=False)
            _drain(started, admin, grace_s)
    return code


def _start(components: Sequence[Component], started: list[Component]) -> int:
    for component in components:
        try:
            component.start()
        except Exception:
            logger.exception("component_start_failed", component=component.name)
            return EXIT_FAILED
        started.append(component)
    logger.info("process_started", components=[component.name for component in components])
    return EXIT_OK


def _watch(components: Sequence[Component], wait_for_stop: Callable[[float], int | None]) -> int:
    while True:
        requested = wait_for_stop(_POLL_S)
        if requested is not None:
            logger.info("process_stopping", signal=signal.Signals(requested).name)
            return EXIT_OK
        dead = [component.name for component in components if not component.alive()]
        if dead:
            logger.error("component_died", components=dead)
            return EXIT_FAILED


def _drain(started: Sequence[Component], admin: Announcer, grace_s: float) -> None:
    """Last started, first stopped; each may use what is left of the grace."""
    deadline = time.monotonic() + grace_s
    cut_off = threading.Timer(grace_s + 1.0, _cut_off)
    cut_off.daemon = True
    cut_off.start()
    for component in reversed(started):
        _stop(component.name, component.stop, deadline)
    _stop("admin", admin.stop, deadline)
    if not _lingering(cut_off):
        cut_off.cancel()


def _lingering(cut_off: threading.Thread) -> bool:
    """Whether a thread is left that the interpreter would wait for: then the cut-off stays armed."""
    own = (threading.main_thread(), cut_off)
    return any(not thread.daemon and thread not in own for thread in threading.enumerate())


def _stop(name: str, stop: Callable[[float], None], deadline: float) -> None:
    begun = time.monotonic()
    try:
        stop(max(0.0, deadline - begun))
    except Exception:
        logger.exception("component_stop_failed", component=name)
    else:
        logger.info("component_stopped", component=name, seconds=round(time.monotonic() - begun, 3))


def _cut_off() -> None:
    logger.error("drain_cut_off")
    os._exit(EXIT_CUT_OFF)


@contextmanager
def _stop_requests() -> Iterator[Callable[[float], int | None]]:
    """A function that waits for the first signal; the second one exits at once.

    Signals arrive through a socket: an Event set in a handler can deadlock with the thread waiting for it.
    """
    receiver, sender = socket.socketpair()
    sender.setblocking(False)
    seen: list[int] = []

    def handle(number: int, frame: FrameType | None) -> None:
        del frame
        if seen:
            os._exit(128 + number)
        seen.append(number)
        sender.send(b"x")

    def wait(timeout_s: float) -> int | None:
        readable, _, _ = select.select([receiver], [], [], timeout_s)
        return seen[0] if readable else None

    previous = [(number, signal.signal(number, handle)) for number in _SIGNALS]
    try:
        yield wait
    finally:
        for number, handler in previous:
            signal.signal(number, handler)
        receiver.close()
        sender.close()
