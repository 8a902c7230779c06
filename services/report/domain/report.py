"""The report document. Field names are JSON names; a change that breaks a reader needs a new SCHEMA."""

from dataclasses import dataclass
from datetime import datetime

from chassis.errors import Problem
from services.report.domain.analysis import (
    Assessment,
    Filler,
    Measure,
    Miscue,
    PaceWindow,
    Pause,
    PracticeWord,
    Repetition,
    Span,
)
from services.report.domain.sources import Engine, Quality

SCHEMA = "https://rostrum.dev/schemas/report/v1"


@dataclass(frozen=True)
class RecordingFacts:
    """What was recorded, in the client's own words."""

    title: str
    language: str
    profile: str
    reference_text: str
    duration_s: float
    created_at: datetime


@dataclass(frozen=True)
class Strength:
    """Something that went well, with the measure that shows it."""

    measure: str
    label: str
    text: str


@dataclass(frozen=True)
class Change:
    """The one thing to work on: what was measured, what to do, where to listen."""

    measure: str
    label: str
    text: str
    advice: str
    spans: tuple[Span, ...]


@dataclass(frozen=True)
class Summary:
    """What a reader takes away who reads nothing else."""

    headline: str
    strengths: tuple[Strength, ...]
    change: Change | None


@dataclass(frozen=True)
class ReportedPart:
    """One analysis with its measures; `detail` says in a sentence why it has none, where it has none."""

    name: str
    label: str
    status: str
    reason: str
    detail: str
    problem: Problem | None
    elapsed_s: float
    measures: tuple[Measure, ...]


@dataclass(frozen=True)
class Mark:
    """A piece of the marked transcript: word, filler, possible_filler or pause (then `word_id` is 0)."""

    kind: str
    text: str
    start_s: float
    end_s: float
    word_id: int = 0


@dataclass(frozen=True)
class Paragraph:
    """A stretch of the marked transcript, up to a long pause."""

    start_s: float
    end_s: float
    marks: tuple[Mark, ...]


@dataclass(frozen=True)
class MarkedTranscript:
    """What was said, as spoken, and how far to believe it. `rough` means: read it as a guide only."""

    grade: str
    rough: bool
    notice: str
    reference_status: str
    reference_fit: float | None
    verbatim: str
    clean: str
    paragraphs: tuple[Paragraph, ...]


@dataclass(frozen=True)
class PaceIdeal:
    """The range of the pace that the profile calls ideal, in syllables per second."""

    low: float
    high: float


@dataclass(frozen=True)
class Unmeasured:
    """Things that could not be measured for one and the same reason."""

    reason: str
    explanation: str
    names: tuple[str, ...]
    labels: tuple[str, ...]


@dataclass(frozen=True)
class Detector:
    """The voice activity detector that the pauses rest on."""

    name: str
    version: str


@dataclass(frozen=True)
class Provenance:
    """Where every statement comes from."""

    engine: Engine
    voice_activity: Detector
    quality: Quality
    profile: str
    language: str
    report_version: str


@dataclass(frozen=True)
class Report:
    """One document per recording: everything that the platform has to say about it."""

    schema: str
    report_id: str
    recording_id: str
    analysis_id: str
    transcript_id: str
    created_at: datetime
    recording: RecordingFacts
    has_speech: bool
    partial: bool
    summary: Summary
    parts: tuple[ReportedPart, ...]
    transcript: MarkedTranscript
    pauses: tuple[Pause, ...]
    pace: tuple[PaceWindow, ...]
    pace_ideal: PaceIdeal | None
    fillers: tuple[Filler, ...]
    repetitions: tuple[Repetition, ...]
    miscues: tuple[Miscue, ...]
    practice_words: tuple[PracticeWord, ...]
    assessments: tuple[Assessment, ...]
    not_measured: tuple[Unmeasured, ...]
    provenance: Provenance
