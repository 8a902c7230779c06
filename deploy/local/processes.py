"""Child processes that are logged, waited for, ended in order, and never outlive their launcher."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from deploy.local import die_with_parent
from deploy.local.faults import LocalPlatformError
from deploy.local.log_lines import readable

POLL_S = 0.05
LOG_LINES_SHOWN = 12
LINE_SHOWN = 500


@dataclass(frozen=True)
class Program:
    """What to run and how to tell that it serves.

    `ready` is asked repeatedly while the process lives and must not raise; without it the program is one that
    ends by itself. `broken` is asked now and then and must not raise either: whether it runs and does not
    work; after `broken_s` of that only another run can help. `prefix` runs before the program in the same
    process (a change of user); `user` is the uid and gid to run as, for root only.
    """

    name: str
    command: tuple[str, ...]
    environment: Mapping[str, str]
    log_file: Path
    ready: Callable[[], bool] = bool
    broken: Callable[[], bool] = bool
    broken_s: float = 10.0
    stop_signal: signal.Signals = signal.SIGTERM
    death_signal: signal.Signals = signal.SIGKILL
    start_timeout_s: float = 60.0
    prefix: tuple[str, ...] = ()
    user: int | None = None
    keep_open: tuple[int, ...] = field(default=())


class Child:
    """One run of a program."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self._lock = threading.Lock()
        self._patient_until = time.monotonic() + program.broken_s
        self._process = _spawner().submit(_spawn, program).result()

    @property
    def pid(self) -> int:
        return self._process.pid

    def exit_code(self) -> int | None:
        """None while it runs.

        At its end whatever it started in its group is ended too, so that its ports are free.
        """
        with self._lock:
            if self._process.returncode is None and _has_exited(self._process):
                _signal_group(self.pid, signal.SIGKILL)
                self._process.wait()
            return self._process.returncode

    def wait_ready(self) -> None:
        deadline = time.monotonic() + self.program.start_timeout_s
        while not self.program.ready():
            if self.exit_code() is not None:
                raise LocalPlatformError(
                    self._story(f"ended with code {self._process.returncode} while starting")
                )
            if time.monotonic() > deadline:
                raise LocalPlatformError(
                    self._story(f"was not ready after {self.program.start_timeout_s:.0f} s")
                )
            time.sleep(POLL_S)

    def is_past_help(self) -> bool:
        """Asked now and then: whether it has been broken for too long."""
        if not self.program.broken():
            self._patient_until = time.monotonic() + self.program.broken_s
        return time.monotonic() > self._patient_until

    def ask_to_stop(self) -> None:
        if self.exit_code() is None:
            with suppress(ProcessLookupError):
                os.kill(self.pid, self.program.stop_signal)

    def stop(self, grace_s: float = 10.0) -> None:
        """Ask, wait, then end by force."""
        self.ask_to_stop()
        if not self.wait(grace_s):
            self.kill()

    def wait(self, timeout_s: float) -> bool:
        """True when it has ended."""
        deadline = time.monotonic() + timeout_s
        while self.exit_code() is None:
            if time.monotonic() > deadline:
                return False
            time.sleep(POLL_S)
        return True

    def kill(self) -> None:
        """kill -9 of the process and everything in its group."""
        with self._lock:
            if self._process.returncode is None:
                _signal_group(self.pid, signal.SIGKILL)
                self._process.wait()

    def finish(self, timeout_s: float) -> None:
        """Wait for a program that ends by itself; an end that is not well is told with its last words."""
        if not self.wait(timeout_s):
            self.kill()
            raise LocalPlatformError(self._story(f"did not end within {timeout_s:.0f} s"))
        if self._process.returncode != 0:
            raise LocalPlatformError(self._story(f"ended with code {self._process.returncode}"))

    def _story(self, what: str) -> str:
        return f"{self.program.name} {what}; its last words ({self.program.log_file}):\n{self._last_words()}"

    def _last_words(self) -> str:
        lines = self.program.log_file.read_text(errors="replace").splitlines()[-LOG_LINES_SHOWN:]
        return "\n".join(f"    {readable(line)[:LINE_SHOWN]}" for line in lines) or "    (nothing)"


@lru_cache(maxsize=1)
def _spawner() -> ThreadPoolExecutor:
    """One thread for every start.

    The kernel counts the *thread* that forked as the parent whose death ends a child.
    """
    return ThreadPoolExecutor(max_workers=1, thread_name_prefix="spawner")


def _spawn(program: Program) -> subprocess.Popen[bytes]:
    program.log_file.parent.mkdir(parents=True, exist_ok=True)
    with program.log_file.open("ab") as log:
        return subprocess.Popen(
            [*program.prefix, *_bound_to_launcher(program.death_signal), *program.command],
            env=dict(program.environment),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # Ctrl-C reaches the launcher only, which then stops things in order
            user=program.user,
            group=program.user,
            extra_groups=None if program.user is None else [],
            pass_fds=program.keep_open,
        )


def _bound_to_launcher(death_signal: signal.Signals) -> list[str]:
    script = Path(die_with_parent.__file__)
    return [sys.executable, "-I", "-S", str(script), str(os.getpid()), str(int(death_signal))]


def _has_exited(process: subprocess.Popen[bytes]) -> bool:
    """Where possible without taking its exit status: its group keeps its number until that is taken."""
    if hasattr(os, "waitid"):
        return os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None
    return process.poll() is not None


def _signal_group(group: int, signal_number: signal.Signals) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(group, signal_number)
