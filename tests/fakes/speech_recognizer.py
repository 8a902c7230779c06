"""A recogniser that hears what a script says, piece by piece."""

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field

from services.transcribe.application.ports.recognizer import Hearing, PieceLost, Task
from services.transcribe.domain.audio import Span
from services.transcribe.domain.transcript import Engine
from services.transcribe.domain.words import HeardWord, PossibleFiller

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
    """Recognises at once, in the calling thread. `losses` pieces are lost before the script is followed."""

    script: Script
    losses: int = 0
    slots: int = 2
    follows_free_speech: bool = False
    languages: tuple[str, ...] = ("en",)
    engine: Engine = field(default_factory=lambda: Engine("fake", "1", "script"))
    tasks: list[Task] = field(default_factory=list)
    fillers: tuple[PossibleFiller, ...] = ()

    def recognize(self, task: Task) -> "Future[Hearing]":
        self.tasks.append(task)
        future: Future[Hearing] = Future()
        if self.losses:
            self.losses -= 1
            future.set_exception(PieceLost("lost by the script"))
        else:
            hearing = self.script(task)
            spotted = self.fillers if task.spot_fillers else ()
            future.set_result(Hearing(hearing.words, hearing.possible_fillers + spotted))
        return future
