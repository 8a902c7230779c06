"""Transcribe's worker with an engine that sleeps: what remains is what the platform costs.

`python -m benchmarks.transcription.sleeping_worker worker`, as the launcher starts it.
"""

import os
import sys
import time
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from uuid import UUID

from pydantic import Field

from chassis.entry import run
from chassis.lifecycle import Component
from services.transcribe.application.ports.engines import Errand
from services.transcribe.application.ports.recognizer import Hearing, SpeechRecognizer, Task
from services.transcribe.config import Settings
from services.transcribe.domain.audio import Span
from services.transcribe.domain.engines import Capabilities, EngineDescription, EngineWish
from services.transcribe.domain.transcript import Engine
from services.transcribe.domain.words import HeardWord

WORD_S = 0.4
WORDS = ("nothing", "that", "was", "acknowledged", "is", "ever", "lost", "whatever", "happens")


class SleepingSettings(Settings):
    """What the measurement adds."""

    sleep_per_s: float = Field(default=0.5, description="Seconds of sleep for a second of audio.")
    calls_file: Path = Field(description="Gets a line for each call: what was asked for, and its length.")


class SleepingRecognizer:
    """Sleeps in its slots, without CPU, and hears as many words as somebody says in that time."""

    engine = Engine("sleeping", "1", "none")
    capabilities = Capabilities(
        word_times=True,
        verbatim=True,
        speakers=False,
        languages=("en",),
        streaming=False,
        translates=False,
        detects_language=False,
        calibrated_confidence=False,
        follows_free_speech=True,
        takes_reference=False,
        remote=True,
    )

    def __init__(self, settings: SleepingSettings) -> None:
        self.slots = settings.remote_slots
        self._settings = settings
        self._threads = ThreadPoolExecutor(self.slots, thread_name_prefix="sleeper")

    def recognize(self, task: Task) -> "Future[Hearing]":
        self._note(f"{task.job_key} {task.span.duration_s:.3f}\n")
        return self._threads.submit(self._sleep, task.span)

    def _note(self, line: str) -> None:
        """One write to the end of a file is whole, whoever else writes."""
        file = os.open(self._settings.calls_file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            os.write(file, line.encode())
        finally:
            os.close(file)

    def _sleep(self, span: Span) -> Hearing:
        time.sleep(span.duration_s * self._settings.sleep_per_s)
        starts = (span.start_s + i * WORD_S for i in range(int(span.duration_s / WORD_S)))
        return Hearing(
            tuple(
                HeardWord(WORDS[i % len(WORDS)], Span(round(at, 3), round(at + WORD_S, 3)), 0.9, 1)
                for i, at in enumerate(starts)
            )
        )


class OneEngine:
    """There is no other."""

    def __init__(self, engine: SpeechRecognizer) -> None:
        self._engine = engine

    def choose(self, wish: EngineWish, tenant_id: UUID) -> tuple[SpeechRecognizer, ...]:
        del wish, tenant_id
        return (self._engine,)

    def at_work(self, name: str, model: str, errand: Errand) -> AbstractContextManager[SpeechRecognizer]:
        del name, model, errand
        return nullcontext(self._engine)

    def describe(self, tenant_id: UUID) -> Sequence[EngineDescription]:
        del tenant_id
        engine = self._engine.engine
        return (EngineDescription(engine.name, (engine.model,), self._engine.capabilities),)


def compose(settings: SleepingSettings, roles: Sequence[str]) -> Sequence[Component]:
    from services.transcribe.bootstrap import components

    return components(settings, roles, OneEngine(SleepingRecognizer(settings)))


if __name__ == "__main__":
    sys.exit(run("transcribe", sys.argv[1:], roles=("worker",), settings=SleepingSettings, compose=compose))
