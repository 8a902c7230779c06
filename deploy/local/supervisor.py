"""Keeps processes running: what ends without being asked is started again, ever less eagerly.

What runs and is broken for good is ended for that.
"""

import threading
import time
from collections.abc import Callable, Sequence

from deploy.local.faults import LocalPlatformError
from deploy.local.processes import Child, Program

Say = Callable[[str], None]

FIRST_PAUSE_S = 0.2
LONGEST_PAUSE_S = 10.0
STEADY_S = 30.0
WATCH_S = 0.05
EXAMINE_S = 2.0


class Supervised:
    """A process that is kept alive from `start` to `stop`; each run has a new pid."""

    def __init__(self, name: str, prepare: Callable[[], Program], say: Say) -> None:
        self.name = name
        self._prepare = prepare
        self._say = say
        self._lock = threading.Lock()
        self._stopping = False
        self._failures = 0
        self._started_at = 0.0
        self._retry_at = 0.0
        self.restarts = 0
        self.child: Child | None = None

    @property
    def pid(self) -> int:
        return self._running().pid

    def start(self) -> None:
        """Start and wait until it serves; an end before that is told with its last words."""
        self.launch()
        self.await_first_ready()

    def await_first_ready(self) -> None:
        """After `launch`, before anything looks after it."""
        self._running().wait_ready()

    def launch(self) -> None:
        with self._lock:
            self._launch()

    def wait_ready(self, timeout_s: float = 60.0) -> None:
        """Wait until the present run, or one of the next, serves."""
        deadline = time.monotonic() + timeout_s
        while not (self._alive() and self._running().program.ready()):
            if time.monotonic() > deadline:
                raise LocalPlatformError(f"{self.name} was not ready within {timeout_s:.0f} s")
            time.sleep(WATCH_S)

    def kill(self) -> None:
        """kill -9, as a test of what survives; the supervisor starts it again."""
        self._running().kill()

    def look_after(self) -> None:
        """Called often: notice an end, start again when its pause is over."""
        with self._lock:
            if self._stopping or self.child is None or self.child.exit_code() is None:
                return
            if self._retry_at == 0.0:
                self._note_end(self.child.exit_code())
            if time.monotonic() >= self._retry_at:
                self.restarts += 1
                self._relaunch()

    def examine(self) -> None:
        """Called now and then: end a run that is broken for good, so that another is started."""
        child = self.child
        if child is not None and child.exit_code() is None and child.is_past_help():
            self._say(f"{self.name} is broken and does not mend itself; ending it")
            child.kill()

    def ask_to_stop(self) -> None:
        with self._lock:
            self._stopping = True
            if self.child is not None:
                self.child.ask_to_stop()

    def finish(self, grace_s: float) -> None:
        """After `ask_to_stop`: wait, then end by force."""
        if self.child is not None:
            self.child.stop(grace_s)

    def _launch(self) -> None:
        self._started_at = time.monotonic()
        self._retry_at = 0.0
        self.child = Child(self._prepare())

    def _relaunch(self) -> None:
        try:
            self._launch()
        except (LocalPlatformError, OSError) as error:
            self._retry_at = time.monotonic() + LONGEST_PAUSE_S
            self._say(f"{self.name} could not be started again: {error}")

    def _note_end(self, code: int | None) -> None:
        steady = time.monotonic() - self._started_at > STEADY_S
        self._failures = 1 if steady else self._failures + 1
        pause_s = min(FIRST_PAUSE_S * 2 ** (self._failures - 1), LONGEST_PAUSE_S)
        self._retry_at = time.monotonic() + pause_s
        log = self._running().program.log_file
        self._say(f"{self.name} ended with code {code}; starting it again in {pause_s:.1f} s (log: {log})")

    def _alive(self) -> bool:
        return self.child is not None and self.child.exit_code() is None

    def _running(self) -> Child:
        if self.child is None:
            raise LocalPlatformError(f"{self.name} has not been started")
        return self.child


class Supervisor:
    """Looks after processes on one thread, and examines them on another, since an answer may take long."""

    def __init__(self, processes: Sequence[Supervised]) -> None:
        self._processes = tuple(processes)
        self._ended = threading.Event()
        self._threads = (
            threading.Thread(target=self._watch, name="supervisor", daemon=True),
            threading.Thread(target=self._examine, name="examiner", daemon=True),
        )
        for thread in self._threads:
            thread.start()

    def close(self) -> None:
        self._ended.set()
        for thread in self._threads:
            thread.join()

    def _watch(self) -> None:
        while not self._ended.wait(WATCH_S):
            for process in self._processes:
                process.look_after()

    def _examine(self) -> None:
        while not self._ended.wait(EXAMINE_S):
            for process in self._processes:
                process.examine()
