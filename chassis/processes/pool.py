"""Pools of children, seen from the service's own process."""

import contextlib
import multiprocessing
import pickle
import queue
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from multiprocessing.connection import wait
from typing import Any, TypeVar

from chassis.processes.answers import (
    Answers,
    ChildCrashed,
    ChildTimedOut,
    PickledAnswers,
    PlainAnswers,
)
from chassis.processes.child import Limits, Setup, serve

R = TypeVar("R")

_ANSWER_S = 10.0
"""From the first byte of an answer to its last."""
_LONGEST_ANSWER = 256 * 1024 * 1024
_PROCESSES = threading.Lock()
"""Held to start, ask or close any child of this process.

Whenever one is started, multiprocessing asks all others whether they have ended. One that its own thread
closes meanwhile leaves the asker with the number of a closed file, which may be that of a new child's pipe by
then. The eight bytes that are read there are missing in the child's request, which waits for them until its
deadline.
"""


class _Child:
    """One child process and our end of its pipe."""

    def __init__(self, setup: Setup) -> None:
        context = multiprocessing.get_context("forkserver")
        self.connection, theirs = context.Pipe()
        self._process = context.Process(target=serve, args=(theirs, setup), daemon=True)
        with _PROCESSES:
            self._process.start()
        theirs.close()
        self._answers = setup.answers
        self.calls = 0

    @property
    def pid(self) -> int | None:
        return self._process.pid

    def alive(self) -> bool:
        with _PROCESSES:
            return self._process.is_alive()

    def call(self, request: bytes, deadline_s: float) -> tuple[bool, Any]:
        self.calls += 1
        try:
            self.connection.send_bytes(request)
            wait([self.connection, self._process.sentinel], timeout=deadline_s)
            if self.connection.poll():
                return self._answers.read(self._received())
        except (EOFError, OSError) as error:
            raise ChildCrashed(self._epitaph()) from error
        if self.alive():
            raise ChildTimedOut(f"no answer within {deadline_s:g} s")
        raise ChildCrashed(self._epitaph())

    def _received(self) -> bytes:
        """The whole answer; a child that stops in the middle of one, or sends too much, is killed for it."""
        watchdog = threading.Timer(_ANSWER_S, self._process.kill)
        watchdog.start()
        try:
            return self.connection.recv_bytes(_LONGEST_ANSWER)
        finally:
            watchdog.cancel()

    def _epitaph(self) -> str:
        self._wait_for_end(1.0)
        with _PROCESSES:
            return f"child process ended with exit code {self._process.exitcode}"

    def close(self) -> None:
        """End an idle child by closing its pipe; kill it where that is not enough."""
        self.connection.close()
        self._wait_for_end(0.5)
        self.kill()

    def kill(self) -> None:
        self._process.kill()
        self._wait_for_end()
        with contextlib.suppress(OSError):
            self.connection.close()
        with _PROCESSES:
            self._process.close()

    def _wait_for_end(self, timeout_s: float | None = None) -> None:
        wait([self._process.sentinel], timeout_s)


class ChildPool:
    """`size` children, each doing one call at a time.

    `function` and `initializer` must be importable module-level callables (or partials of them) and their
    arguments picklable. `preload` names modules that the fork server imports once, so that a new child starts
    in milliseconds; it holds for every pool of the process, so pools are made before first use.
    `max_tasks_per_child=1` gives each call a child that has seen no other's data. Children that read
    untrusted bytes are not `trusted`: their answers are plain JSON values and errors of the family.
    """

    def __init__(
        self,
        size: int,
        *,
        initializer: Callable[[], None] | None = None,
        preload: Sequence[str] = (),
        max_tasks_per_child: int | None = None,
        limits: Limits | None = None,
        trusted: bool = True,
    ) -> None:
        self.size = size
        self._max_tasks = max_tasks_per_child
        answers: Answers = PickledAnswers() if trusted else PlainAnswers()
        self._setup = Setup(limits, initializer, answers)
        self._idle: queue.LifoQueue[_Child | None] = queue.LifoQueue()
        """`size` places; None is one whose child could not be started."""
        self._closed = threading.Event()
        self._threads = ThreadPoolExecutor(size, thread_name_prefix="child-pool")
        self._started = False
        self._start_lock = threading.Lock()
        if preload:
            _preload(preload)

    def start(self) -> None:
        """Fork the children now rather than at the first calls."""
        for _ in range(self.size):
            self._idle.put(_Child(self._setup))
        self._started = True

    def run(self, function: Callable[..., R], *args: object, deadline_s: float) -> R:
        """Call `function` in a child and return its result or raise its exception.

        The deadline counts from when a child is free. Raises ChildTimedOut or ChildCrashed where the
        child did not answer; it is then already replaced.
        """
        request = pickle.dumps((function, args))
        child = self._take()
        try:
            succeeded, value = child.call(request, deadline_s)
        except BaseException:  # whatever it was, nobody knows what the child would answer next
            child.kill()
            self._give_back(None)
            raise
        self._give_back(child)
        if succeeded:
            result: R = value
            return result
        raise value

    def submit(self, function: Callable[..., R], *args: object, deadline_s: float) -> "Future[R]":
        """The same as `run`, side by side with other calls."""
        return self._threads.submit(partial(self.run, function, *args, deadline_s=deadline_s))

    def pids(self) -> list[int]:
        """The process ids of the idle children."""
        return [child.pid for child in list(self._idle.queue) if child is not None and child.pid is not None]

    def close(self) -> None:
        """End the children. Calls under way end as ChildCrashed or ChildTimedOut."""
        self._closed.set()
        self._threads.shutdown(wait=False, cancel_futures=True)
        with contextlib.suppress(queue.Empty):
            while True:
                child = self._idle.get_nowait()
                if child is not None:
                    child.close()

    def _take(self) -> _Child:
        with self._start_lock:
            if not self._started:
                self.start()
        while not self._closed.is_set():
            with contextlib.suppress(queue.Empty):
                child = self._idle.get(timeout=0.5) or self._new_child()
                if child is None:
                    self._idle.put(None)
                    raise ChildCrashed("no child process can be started just now")
                if child.alive():
                    return child
                child.kill()
                self._give_back(None)
        raise ChildCrashed("the pool is closed")

    def _new_child(self) -> _Child | None:
        """None where the system has no room for a process just now: its place in the pool stays."""
        try:
            return _Child(self._setup)
        except (OSError, EOFError):
            return None

    def _give_back(self, child: _Child | None) -> None:
        """Put the child back, or a fresh one in its place where it is gone or used up."""
        if child is not None and (self._closed.is_set() or child.calls == self._max_tasks):
            child.close()
            child = None
        if not self._closed.is_set():
            self._idle.put(child or self._new_child())


_preload_lock = threading.Lock()
_preloaded: list[str] = []


def _preload(modules: Sequence[str]) -> None:
    with _preload_lock:
        _preloaded.extend(m for m in modules if m not in _preloaded)
        multiprocessing.get_context("forkserver").set_forkserver_preload(list(_preloaded))
