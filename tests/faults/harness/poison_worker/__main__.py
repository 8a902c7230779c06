"""Transcribe's worker with an engine that does what a recording's prompt says: it naps, fails, or is poison.

`python -m tests.faults.harness.poison_worker worker`, as the launcher starts it. A prompt is words such as
`nap=1.5`, seconds of work without CPU; `fails=2`, whose second call loses the piece; `poison=segfaults`.
"""

import ctypes
import os
import re
import signal
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import replace
from pathlib import Path

from pydantic import Field

from benchmarks.transcription.sleeping_worker.__main__ import OneEngine, SleepingRecognizer
from chassis.entry import run
from chassis.lifecycle import Component
from services.transcribe.adapters.inbound.messaging import consumers
from services.transcribe.application.ports.recognizer import Hearing, PieceLost, Task
from services.transcribe.config import Settings
from services.transcribe.domain.audio import Span
from services.transcribe.domain.transcript import Engine
from services.transcribe.domain.words import HeardWord

DEADLINE_S = 4.0
RETRY_BASE_S = 0.1
"""A piece may take two hours and is tried again after up to a minute; the suite can't wait so long."""
CONTAINER_MIB = 128
"""What a worker's container may have, beside what it has anyway; the kernel kills who takes more."""
_BLOCK = 16 * 2**20
WORDS = ("nothing", "that", "was", "acknowledged", "is", "ever", "lost")
_WORD_S = 0.3
_SAID = re.compile(r"(nap|fails|poison)=(\S+)")


class PoisonSettings(Settings):
    """What the scenarios add."""

    calls_file: Path = Field(description="Gets a line for each call: the process and the piece's key.")
    poison_file: Path = Field(description="While it is there, poison is poisonous.")


def _raise() -> None:
    raise RuntimeError("poison")


def _segfault() -> None:
    ctypes.string_at(0)


def _eat_memory() -> None:
    """All that the container has; then the kernel kills the whole of it."""
    eaten = [b"\1" * _BLOCK for _ in range(CONTAINER_MIB * 2**20 // _BLOCK)]
    os.kill(os.getpid(), signal.SIGKILL)
    del eaten


def _hang() -> None:
    threading.Event().wait()


POISONS: Mapping[str, Callable[[], None]] = {
    "raises": _raise,
    "segfaults": _segfault,
    "eats-memory": _eat_memory,
    "hangs": _hang,
}


class ObedientRecognizer:
    """Works on the thread that asks, so that what is wrong with a piece is wrong with its worker."""

    engine = Engine("obedient", "1", "none")
    capabilities = SleepingRecognizer.capabilities

    def __init__(self, settings: PoisonSettings) -> None:
        self.slots = settings.remote_slots
        self._calls = settings.calls_file
        self._poison = settings.poison_file

    def recognize(self, task: Task) -> "Future[Hearing]":
        said = dict(_SAID.findall(task.prompt))
        number = self._note(task.job_key)
        time.sleep(float(said.get("nap", 0)))
        if "poison" in said and self._poison.exists():
            POISONS[said["poison"]]()
        future: Future[Hearing] = Future()
        if said.get("fails") == str(number):
            future.set_exception(PieceLost("as the prompt says"))
        else:
            future.set_result(_heard(task.span))
        return future

    def _note(self, key: str) -> int:
        """How often it has been begun. One write to the end of a file is whole, whoever else writes."""
        file = os.open(self._calls, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            os.write(file, f"{os.getpid()} {key} {time.time():.3f}\n".encode())
        finally:
            os.close(file)
        return sum(line.split()[1] == key for line in self._calls.read_text().splitlines())


def _heard(span: Span) -> Hearing:
    starts = (i * _WORD_S for i in range(min(len(WORDS), int(span.duration_s / _WORD_S))))
    spans = (Span(span.start_s + at, span.start_s + at + _WORD_S) for at in starts)
    return Hearing(tuple(HeardWord(word, at, 0.9, 1) for word, at in zip(WORDS, spans, strict=False)))


def compose(settings: PoisonSettings, roles: Sequence[str]) -> Sequence[Component]:
    hasty = replace(consumers.REMOTE_PIECE, deadline_s=DEADLINE_S, retry_base_s=RETRY_BASE_S)
    consumers.REMOTE_PIECE = hasty
    from services.transcribe.bootstrap import components

    return components(settings, roles, OneEngine(ObedientRecognizer(settings)))


if __name__ == "__main__":
    sys.exit(run("transcribe", sys.argv[1:], roles=("worker",), settings=PoisonSettings, compose=compose))
