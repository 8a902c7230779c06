"""Words as an engine heard them and as a transcript keeps them."""

from dataclasses import dataclass
from enum import StrEnum

from services.transcribe.domain.audio import Span

FILLERS = frozenset({"ah", "eh", "er", "erm", "hm", "hmm", "mhm", "mm", "uh", "uhm", "um"})
"""Hesitations that are no words of the language."""


class WordKind(StrEnum):
    WORD = "word"
    FILLER = "filler"


class Origin(StrEnum):
    """What wrote a word, or a version of a transcript, last."""

    RECOGNIZED = "recognized"
    PROOFREAD = "proofread"
    EDITED = "edited"


@dataclass(frozen=True, slots=True)
class HeardWord:
    """One word from the engine; times are seconds from the start of the recording."""

    text: str
    span: Span
    confidence: float
    """0 to 1. Only bands mean something for an engine that is not calibrated."""
    syllables: int
    """From the pronunciation that was heard; 0 where it is not known."""
    written: str = ""
    """As the engine writes it, with its case and punctuation; empty where it writes neither."""
    speaker: str = ""
    """A, B, ... where the engine tells speakers apart."""

    @property
    def kind(self) -> WordKind:
        return WordKind.FILLER if self.text in FILLERS else WordKind.WORD


@dataclass(frozen=True)
class PossibleFiller:
    """A hesitation that a detector of its own found in the audio, where the engine wrote no word."""

    text: str
    span: Span
    confidence: float
    detector: str
    version: str
    """Of the detector."""


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a transcript. Verbatim and clean text share it by its id."""

    id: int
    text: str
    clean: str
    """As written in the clean text; empty where the clean text leaves it out."""
    span: Span
    confidence: float
    kind: WordKind
    syllables: int
    speaker: str = ""
    """A, B, ... where the engine tells speakers apart."""
    origin: Origin = Origin.RECOGNIZED


@dataclass(frozen=True)
class Segment:
    """A run of words between longer pauses, for reading and for subtitles."""

    id: int
    span: Span
    first_word_id: int
    last_word_id: int
    """Its ends in the order of the words; the ids of words that were inserted do not grow with time."""
    text: str
    speaker: str = ""
