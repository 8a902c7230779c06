"""Child processes that do what a service's own process must not: hold the GIL for seconds, or read
untrusted bytes.

A `ChildPool` keeps children forked from a small fork server (never from the service's own process,
whose threads a fork would break), hands each call to an idle child, and kills and replaces a child
that overruns its deadline or dies. The caller's thread only waits, so heartbeats go on.
"""

import contextlib
import ctypes
import multiprocessing
import os
import pickle
import queue
import resource
import signal
import sys
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from multiprocessing.connection import Connection, wait
from typing import Any, TypeVar

R = TypeVar("R")

_PR_SET_PDEATHSIG = 1
_CLONE_NEWUSER = 0x10000000
_CLONE_NEWNET = 0x40000000


class ChildFailed(Exception):
    """A call did not come back from its child process."""


class ChildTimedOut(ChildFailed):
    """The child overran its deadline and was killed."""


class ChildCrashed(ChildFailed):
    """The child died in the middle of the call, for example by a memory limit or a signal."""


@dataclass(frozen=True)
class Limits:
    """What the kernel lets a child use. Sizes are bytes; None leaves a limit as it is."""

    memory: int | None = None
    cpu_s: int | None = None
    file_size: int | None = None
    open_files: int | None = None
    network: bool = True
    """False takes the network away where the kernel allows it (Linux, root or user namespaces)."""


@dataclass(frozen=True)
class _Setup:
    """How a new child prepares itself before its first call."""

    limits: Limits | None
    initializer: Callable[..., None] | None
    arguments: tuple[object, ...]


class _Child:
    """One child process and our end of its pipe."""

    def __init__(self, setup: _Setup) -> None:
        context = multiprocessing.get_context("forkserver")
        self.connection, theirs = context.Pipe()
        self._process = context.Process(target=_child_main, args=(theirs, setup), daemon=True)
        self._process.start()
        theirs.close()
        self.calls = 0

    @property
    def pid(self) -> int | None:
        return self._process.pid

    def alive(self) -> bool:
        return self._process.is_alive()

    def call(self, request: bytes, deadline_s: float) -> tuple[bool, Any]:
        self.calls += 1
        try:
            self.connection.send_bytes(request)
            wait([self.connection, self._process.sentinel], timeout=deadline_s)
            if self.connection.poll():
                answer: tuple[bool, Any] = pickle.loads(self.connection.recv_bytes())  # noqa: S301 - our own child's
                return answer
        except (EOFError, OSError) as error:
            raise ChildCrashed(self._epitaph()) from error
        if self._process.is_alive():
            raise ChildTimedOut(f"no answer within {deadline_s:g} s")
        raise ChildCrashed(self._epitaph())

    def _epitaph(self) -> str:
        self._process.join(timeout=1)
        return f"child process ended with exit code {self._process.exitcode}"

    def close(self) -> None:
        """End an idle child by closing its pipe; kill it where that is not enough."""
        self.connection.close()
        self._process.join(timeout=0.5)
        self.kill()

    def kill(self) -> None:
        self._process.kill()
        self._process.join()
        with contextlib.suppress(OSError):
            self.connection.close()
        self._process.close()


class ChildPool:
    """`size` children, each doing one call at a time.

    `function` and `initializer` must be importable module-level callables and their arguments
    picklable. `preload` names modules that the fork server imports once, so that a new child starts
    in milliseconds; it holds for every pool of the process, so pools are made before first use.
    `max_tasks_per_child=1` gives each call a child that has seen no other's data.
    """

    def __init__(
        self,
        size: int,
        *,
        initializer: Callable[..., None] | None = None,
        initializer_args: tuple[object, ...] = (),
        preload: Sequence[str] = (),
        max_tasks_per_child: int | None = None,
        limits: Limits | None = None,
    ) -> None:
        self.size = size
        self._max_tasks = max_tasks_per_child
        self._setup = _Setup(limits, initializer, initializer_args)
        self._idle: queue.LifoQueue[_Child] = queue.LifoQueue()
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
        except ChildFailed:
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
        return [child.pid for child in list(self._idle.queue) if child.pid is not None]

    def close(self) -> None:
        """End the children. Calls under way end as ChildCrashed or ChildTimedOut."""
        self._closed.set()
        self._threads.shutdown(wait=False, cancel_futures=True)
        while True:
            try:
                self._idle.get_nowait().close()
            except queue.Empty:
                return

    def _take(self) -> _Child:
        with self._start_lock:
            if not self._started:
                self.start()
        while not self._closed.is_set():
            with contextlib.suppress(queue.Empty):
                child = self._idle.get(timeout=0.5)
                if child.alive():
                    return child
                child.kill()
                self._give_back(None)
        raise ChildCrashed("the pool is closed")

    def _give_back(self, child: _Child | None) -> None:
        """Put the child back, or a fresh one in its place where it is gone or used up."""
        if child is not None and (self._closed.is_set() or child.calls == self._max_tasks):
            child.close()
            child = None
        if not self._closed.is_set():
            self._idle.put(child or _Child(self._setup))


_preload_lock = threading.Lock()
_preloaded: list[str] = []


def _preload(modules: Sequence[str]) -> None:
    with _preload_lock:
        _preloaded.extend(m for m in modules if m not in _preloaded)
        multiprocessing.get_context("forkserver").set_forkserver_preload(list(_preloaded))


def _child_main(connection: Connection, setup: _Setup) -> None:
    _die_with_parent()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; the parent decides
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    if setup.limits is not None:
        _apply(setup.limits)
    if setup.initializer is not None:
        setup.initializer(*setup.arguments)
    while True:
        try:
            function, args = pickle.loads(connection.recv_bytes())  # noqa: S301 - from our own parent
        except (EOFError, OSError):
            return
        connection.send_bytes(_answer(function, args))


def _answer(function: Callable[..., object], args: tuple[object, ...]) -> bytes:
    try:
        return pickle.dumps((True, function(*args)))
    except Exception as error:  # noqa: BLE001 - carried to the caller, who decides
        try:
            return pickle.dumps((False, error))
        except Exception:  # noqa: BLE001 - an exception that can't be pickled still has a text
            return pickle.dumps((False, ChildFailed(f"{type(error).__name__}: {error}")))


def _die_with_parent() -> None:
    """Ask the kernel to kill this child when the fork server, which ends with the service, is gone."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def _apply(limits: Limits) -> None:
    if not limits.network and sys.platform == "linux":
        flags = _CLONE_NEWNET if os.geteuid() == 0 else _CLONE_NEWUSER | _CLONE_NEWNET
        ctypes.CDLL(None).unshare(flags)
    for which, value in (
        (resource.RLIMIT_AS, limits.memory),
        (resource.RLIMIT_CPU, limits.cpu_s),
        (resource.RLIMIT_FSIZE, limits.file_size),
        (resource.RLIMIT_NOFILE, limits.open_files),
        (resource.RLIMIT_CORE, 0),
    ):
        if value is not None:
            resource.setrlimit(which, (value, value))
