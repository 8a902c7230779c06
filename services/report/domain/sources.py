"""The recording and its transcript, as the report needs them. Field names are those of the wire contract."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Recording:
    """What the client sent and asked for."""

    recording_id: str
    title: str
    language: str
    profile: str
    reference_text: str
    duration_s: float
    created_at: datetime


@dataclass(frozen=True)
class Engine:
    """The recogniser that wrote the transcript."""

    name: str
    version: str = ""
    model: str = ""
    biased: bool = False


@dataclass(frozen=True)
class Quality:
    """How far the words may be relied on, and why."""

    grade: str
    reasons: tuple[str, ...] = ()
    reference_status: str = "none"
    reference_fit: float | None = None
    snr_db: float | None = None
    clipping_ratio: float = 0.0


@dataclass(frozen=True)
class Word:
    """One spoken word; `clean` is how the clean text writes it, empty where that leaves it out."""

    id: int
    text: str
    clean: str
    start_s: float
    end_s: float
    confidence: float = 0.0
    kind: str = "word"


@dataclass(frozen=True)
class PossibleFiller:
    """A filler that the engine dropped and a detector found again in the audio."""

    text: str
    start_s: float
    end_s: float
    confidence: float = 0.0


@dataclass(frozen=True)
class Transcript:
    """The words with their times."""

    transcript_id: str
    recording_id: str
    language: str
    engine: Engine
    quality: Quality
    verbatim: str = ""
    clean: str = ""
    words: tuple[Word, ...] = ()
    possible_fillers: tuple[PossibleFiller, ...] = ()
    detector: str = ""
    detector_version: str = ""
