"""A recording, piece by piece, over all places of the engine."""

from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import dataclass, field, replace

from services.transcribe.application.ports.audio import LocalAudio
from services.transcribe.application.ports.fillers import FillerDetector
from services.transcribe.application.ports.recognizer import Hearing, PieceLost, SpeechRecognizer, Task
from services.transcribe.domain.alignment import TextIndex
from services.transcribe.domain.audio import Span
from services.transcribe.domain.reading import fits
from services.transcribe.domain.reference import ReferenceText
from services.transcribe.domain.transcript import HeardPiece

TRIES = 3
"""A piece whose worker dies is tried again at once; a piece that kills every worker ends the attempt."""


class NotWanted(Exception):
    """The work was stopped between pieces."""


@dataclass(frozen=True)
class Watcher:
    """Whoever wants the pieces: asked and told between them."""

    wanted: Callable[[], bool]
    done: Callable[[Span], None]
    lost: Callable[[], None]
    patience_s: float
    """The longest time between two askings, also while the engine works on long pieces."""


@dataclass
class _Piece:
    number: int
    task: Task
    tries: int = 0


@dataclass
class _State:
    waiting: deque[_Piece]
    under_way: "dict[Future[Hearing], _Piece]" = field(default_factory=dict)
    heard: dict[int, HeardPiece] = field(default_factory=dict)


class PiecewiseRecognition:
    """Keeps the engine's places filled with one recording's pieces.

    A piece is recognised with the reference text in mind where there is one; where that does not fit what
    was heard, it is recognised again without, and the second pass is believed.
    """

    def __init__(self, recognizer: SpeechRecognizer, fillers: FillerDetector) -> None:
        self._recognizer = recognizer
        self._fillers = fillers

    def recognize(
        self, audio: LocalAudio, spans: Sequence[Span], reference: ReferenceText | None, watcher: Watcher
    ) -> list[HeardPiece]:
        """The pieces in order of time. Raises `NotWanted`, and `PieceLost` after too many tries."""
        text = TextIndex(reference.spoken) if reference else None
        tasks = (Task(audio, span, reference) for span in spans)
        state = _State(deque(_Piece(number, task) for number, task in enumerate(tasks)))
        try:
            while state.waiting or state.under_way:
                if not watcher.wanted():
                    raise NotWanted
                self._fill_places(state)
                self._collect(state, text, watcher)
        finally:
            for future in state.under_way:
                future.cancel()
        return [state.heard[number] for number in sorted(state.heard)]

    def _fill_places(self, state: _State) -> None:
        while state.waiting and len(state.under_way) < self._recognizer.slots:
            piece = state.waiting.popleft()
            piece.tries += 1
            state.under_way[self._recognizer.recognize(piece.task)] = piece

    def _collect(self, state: _State, text: TextIndex | None, watcher: Watcher) -> None:
        finished, _ = wait(state.under_way, timeout=watcher.patience_s, return_when=FIRST_COMPLETED)
        for future in finished:
            piece = state.under_way.pop(future)
            try:
                hearing = future.result()
            except PieceLost:
                watcher.lost()
                if piece.tries >= TRIES:
                    raise
                state.waiting.appendleft(piece)
                continue
            self._take(state, piece, hearing, text)
            if piece.number in state.heard:
                watcher.done(piece.task.span)

    def _take(self, state: _State, piece: _Piece, hearing: Hearing, text: TextIndex | None) -> None:
        """Accepts a pass, or asks for the second one."""
        biased = piece.task.reference is not None
        if biased and text and not fits(hearing.words, text):
            state.waiting.appendleft(_Piece(piece.number, replace(piece.task, reference=None)))
            return
        verbatim = self._recognizer.capabilities.verbatim
        fillers = () if verbatim else self._fillers.find(piece.task.audio, piece.task.span)
        state.heard[piece.number] = HeardPiece(hearing.words, fillers, biased)
