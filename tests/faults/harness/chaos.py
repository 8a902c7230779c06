"""kill -9 and SIGSTOP of what runs, by its pid, when chance says so."""

import os
import random
import signal
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from deploy.local.supervisor import Supervised


@dataclass
class Kills:
    """What was killed when, in seconds after the first; a run is replayed by its seed."""

    done: list[tuple[float, str]] = field(default_factory=list)
    last_at: float = 0.0
    over: threading.Event = field(default_factory=threading.Event)

    def wait(self, count: int, timeout_s: float) -> None:
        """Until so many have been killed."""
        deadline = time.monotonic() + timeout_s
        while len(self.done) < count:
            assert time.monotonic() < deadline, f"only {len(self.done)} of {count} kills in {timeout_s:g} s"
            self.over.wait(0.05)


@contextmanager
def killing(
    processes: Mapping[str, Supervised],
    names: Sequence[str],
    chance: random.Random,
    *,
    every_s: tuple[float, float],
    times: int,
) -> Iterator[Kills]:
    """Beside the block: each victim by chance among those that run, then a pause by chance."""
    kills = Kills()
    began = time.monotonic()

    def kill() -> None:
        while len(kills.done) < times and not kills.over.wait(chance.uniform(*every_s)):
            name = chance.choice(names)
            processes[name].kill()
            kills.last_at = time.monotonic()
            kills.done.append((round(kills.last_at - began, 2), name))

    thread = threading.Thread(target=kill, name="kills", daemon=True)
    thread.start()
    try:
        yield kills
    finally:
        kills.over.set()
        thread.join()


@contextmanager
def frozen(*pids: int) -> Iterator[None]:
    """SIGSTOP for as long as the block lasts; whoever is gone by then needs no SIGCONT."""
    for pid in pids:
        os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        for pid in pids:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGCONT)


def children_of(pid: int) -> list[int]:
    """All below a process: the children that work for it, and theirs."""
    direct: list[int] = []
    with suppress(FileNotFoundError, ProcessLookupError):
        for thread in Path(f"/proc/{pid}/task").iterdir():
            direct += [int(child) for child in (thread / "children").read_text().split()]
    return direct + [below for child in direct for below in children_of(child)]
