"""How a piece is heard: with the text that is read in mind, and again without where that does not fit."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from services.transcribe.application.ports.fillers import FillerDetector
from services.transcribe.application.ports.recognizer import Hearing, SpeechRecognizer, Task
from services.transcribe.domain.alignment import TextIndex
from services.transcribe.domain.audio import Span
from services.transcribe.domain.pieces import LONGEST_S
from services.transcribe.domain.reading import fits
from services.transcribe.domain.transcript import HeardPiece
from services.transcribe.domain.words import PossibleFiller


@dataclass(frozen=True)
class Heard:
    """A piece as it was heard, and the answers of the engine that led to it."""

    piece: HeardPiece
    answers: Sequence[Hearing]


def hear(engine: SpeechRecognizer, task: Task, text: TextIndex | None, fillers: FillerDetector) -> Heard:
    """Where the text does not fit what was heard, the second pass is believed. Fillers are looked for while
    the engine works. Raises what the engine and the detector raise."""
    working = engine.recognize(task)
    spotted = () if engine.capabilities.verbatim else tuple(_found(task, fillers))
    first = working.result()
    if text is None or task.reference is None:
        return Heard(HeardPiece(first.words, spotted), [first])
    if fits(first.words, text):
        return Heard(HeardPiece(first.words, spotted, biased=True), [first])
    second = engine.recognize(replace(task, reference=None)).result()
    return Heard(HeardPiece(second.words, spotted), [first, second])


def in_recording(piece: HeardPiece, start_s: float) -> HeardPiece:
    """With the times of a clip, which starts at that second, as those of the recording."""
    return HeardPiece(
        tuple(replace(word, span=word.span.shifted(start_s)) for word in piece.words),
        tuple(replace(filler, span=filler.span.shifted(start_s)) for filler in piece.possible_fillers),
        piece.biased,
    )


def _found(task: Task, fillers: FillerDetector) -> Iterator[PossibleFiller]:
    """A whole recording goes to the detector bit by bit: it keeps in memory what it is given."""
    start_s = task.span.start_s
    while start_s < task.span.end_s:
        end_s = min(start_s + LONGEST_S, task.span.end_s)
        yield from fillers.find(task.audio, Span(start_s, end_s))
        start_s = end_s
