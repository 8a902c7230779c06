"""What runs in a child process, and what the kernel lets it use."""

import ctypes
import os
import pickle
import resource
import signal
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from multiprocessing.connection import Connection

from chassis.processes.answers import Answers

_PR_SET_PDEATHSIG = 1
_CLONE_NEWUSER = 0x10000000
_CLONE_NEWNET = 0x40000000


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
class Setup:
    """How a new child prepares itself before its first call, and how it answers."""

    limits: Limits | None
    initializer: Callable[[], None] | None
    answers: Answers


def serve(connection: Connection, setup: Setup) -> None:
    """The child's life: prepare, then answer calls until the parent closes the pipe."""
    _die_with_parent()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; the parent decides
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    if setup.limits is not None:
        _apply(setup.limits)
    if setup.initializer is not None:
        setup.initializer()
    while True:
        try:
            function, args = pickle.loads(connection.recv_bytes())  # noqa: S301 - from our own parent
        except (EOFError, OSError):
            return
        connection.send_bytes(setup.answers.make(partial(function, *args)))


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
