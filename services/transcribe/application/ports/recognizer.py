"""Speech in, words out."""

from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Protocol

from services.transcribe.application.ports.audio import LocalAudio
from services.transcribe.domain.audio import Span
from services.transcribe.domain.reference import ReferenceText
from services.transcribe.domain.transcript import Engine
from services.transcribe.domain.words import HeardWord, PossibleFiller


class PieceLost(Exception):
    """The engine did not come back with the piece: it crashed or overran. Another try may succeed."""


@dataclass(frozen=True)
class Task:
    """One piece of a recording to recognise."""

    audio: LocalAudio
    span: Span
    reference: ReferenceText | None = None
    """The text that is expected; the engine favours its words."""
    spot_fillers: bool = True
    """Whether hesitations are looked for besides the words."""


@dataclass(frozen=True)
class Hearing:
    """What the engine made of a piece, in order of time; times count from the start of the recording."""

    words: tuple[HeardWord, ...]
    possible_fillers: tuple[PossibleFiller, ...] = ()


class SpeechRecognizer(Protocol):
    """An engine. It accepts any number of tasks and works on `slots` of them at a time."""

    @property
    def engine(self) -> Engine: ...

    @property
    def languages(self) -> Sequence[str]:
        """Primary language subtags, such as "en"."""
        ...

    @property
    def follows_free_speech(self) -> bool:
        """Whether its words for speech without a known text may be shown as what was said."""
        ...

    @property
    def slots(self) -> int: ...

    def recognize(self, task: Task) -> "Future[Hearing]":
        """The future raises `PieceLost`. Sound without words is an empty hearing, never an error."""
        ...
