"""A recogniser that hears what a script says, piece by piece."""

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field

from services.transcribe.application.ports.recognizer import EngineFailed, Hearing, PieceLost, Task
from services.transcribe.domain.audio import Span
from services.transcribe.domain.engines import Capabilities
from services.transcribe.domain.transcript import Engine
from services.transcribe.domain.words import HeardWord

PLAIN = Capabilities(
    word_times=True,
    verbatim=False,
    speakers=False,
    languages=("en",),
    streaming=False,
    translates=False,
    detects_language=False,
    calibrated_confidence=False,
    follows_free_speech=False,
    takes_reference=True,
)
Script = Callable[[Task], Hearing]
WORD_S = 0.3


def says(text: str) -> Script:
    """Hears these words, evenly spread, in every piece."""

    def hear(task: Task) -> Hearing:
        return Hearing(spread(text, task.span))

    return hear


def spread(text: str, span: Span, confidence: float = 0.9) -> tuple[HeardWord, ...]:
    """The words from the start of a span, as many as fit into it."""
    starts = ((round(span.start_s + i * WORD_S, 3), token) for i, token in enumerate(text.split()))
    return tuple(
        HeardWord(token, Span(at, round(min(at + WORD_S, span.end_s), 3)), confidence, 1)
        for at, token in starts
        if at < span.end_s
    )


@dataclass
class FakeRecognizer:
    """Recognises at once, in the calling thread. `losses` pieces are lost, then `failures` happen one by one,
    before the script is followed."""

    script: Script
    losses: int = 0
    failures: list[EngineFailed] = field(default_factory=list)
    slots: int = 2
    capabilities: Capabilities = PLAIN
    engine: Engine = field(default_factory=lambda: Engine("fake", "1", "script"))
    tasks: list[Task] = field(default_factory=list)

    def recognize(self, task: Task) -> "Future[Hearing]":
        self.tasks.append(task)
        future: Future[Hearing] = Future()
        if self.losses:
            self.losses -= 1
            future.set_exception(PieceLost("lost by the script"))
        elif self.failures:
            future.set_exception(self.failures.pop(0))
        else:
            future.set_result(self.script(task))
        return future
