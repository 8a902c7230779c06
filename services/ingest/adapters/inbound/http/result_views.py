"""What the results look like, for the API's description.

The answers are the JSON mapping of the owners' protobuf messages and pass through unchanged; a contract test
holds these shapes to those messages.
"""

from datetime import datetime
from uuid import UUID

from pydantic import Field

from chassis.web import View


class EngineView(View):
    name: str
    version: str
    model: str
    biased: bool


class QualityView(View):
    grade: str
    reasons: list[str]
    reference_status: str
    reference_fit: float | None = None
    snr_db: float | None = None
    clipping_ratio: float


class WordView(View):
    id: int
    text: str
    clean: str
    start_s: float
    end_s: float
    confidence: float
    kind: str
    syllables: int


class SegmentView(View):
    id: int
    start_s: float
    end_s: float
    first_word_id: int
    last_word_id: int
    text: str


class PossibleFillerView(View):
    text: str
    start_s: float
    end_s: float
    confidence: float
    detector: str


class SpeechSpanView(View):
    start_s: float
    end_s: float


class VoiceActivityView(View):
    detector: str
    version: str
    speech: list[SpeechSpanView]


class TranscriptView(View):
    """The words of a recording; all times are seconds from its start."""

    transcript_id: UUID
    recording_id: UUID
    language: str
    engine: EngineView
    quality: QualityView
    verbatim: str
    clean: str
    words: list[WordView]
    segments: list[SegmentView]
    possible_fillers: list[PossibleFillerView]
    voice_activity: VoiceActivityView
    duration_s: float
    created_at: datetime


class ProblemSummaryView(View):
    type: str
    title: str
    status: int
    detail: str
    code: str


class PartView(View):
    name: str
    status: str
    reason: str
    problem: ProblemSummaryView | None = None
    elapsed_s: float


class SpanView(View):
    start_s: float
    end_s: float
    note: str


class MeasureView(View):
    name: str
    label: str
    part: str
    status: str
    reason: str
    value: float | None = None
    unit: str
    band: str
    score: float | None = None
    ideal_low: float | None = None
    ideal_high: float | None = None
    spans: list[SpanView]
    version: str
    source: str
    explanation: str


class PauseView(View):
    start_s: float
    end_s: float
    class_: str = Field(alias="class")
    placement: str
    placement_confidence: float
    after_word_id: int


class PaceWindowView(View):
    start_s: float
    end_s: float
    syllables_per_s: float
    words_per_min: float | None = None
    band: str


class FillerView(View):
    text: str
    start_s: float
    end_s: float
    position: str
    status: str
    confidence: float
    word_id: int


class RepetitionView(View):
    text: str
    start_s: float
    end_s: float
    word_ids: list[int]


class MiscueView(View):
    kind: str
    reference_text: str
    heard_text: str
    start_s: float
    end_s: float
    status: str
    confidence: float
    word_ids: list[int]
    reference_index: int


class AnalysisView(View):
    """How it was spoken; all times are seconds from the recording's start."""

    analysis_id: UUID
    recording_id: UUID
    transcript_id: UUID
    profile: str
    language: str
    duration_s: float
    has_speech: bool
    parts: list[PartView]
    measures: list[MeasureView]
    pauses: list[PauseView]
    pace: list[PaceWindowView]
    fillers: list[FillerView]
    repetitions: list[RepetitionView]
    miscues: list[MiscueView]
    created_at: datetime
