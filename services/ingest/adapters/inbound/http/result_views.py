"""What the results look like, for the API's description.

The answers are the JSON mapping of the owners' protobuf messages and pass through unchanged; a contract test
holds these shapes to those messages.
"""

from datetime import datetime
from uuid import UUID

from pydantic import Field

from chassis.web import View
from services.ingest.adapters.inbound.http.pronunciation_views import PronunciationView


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
    speaker: str = Field(description="`A`, `B`, ... where the engine tells speakers apart; else empty.")
    origin: str = Field(description="What wrote it last: `recognized`, `proofread` or `edited`.")


class SegmentView(View):
    id: int
    start_s: float
    end_s: float
    first_word_id: int
    last_word_id: int
    text: str
    speaker: str


class PossibleFillerView(View):
    text: str
    start_s: float
    end_s: float
    confidence: float
    detector: str
    version: str


class SpeechSpanView(View):
    start_s: float
    end_s: float


class VoiceActivityView(View):
    detector: str
    version: str
    speech: list[SpeechSpanView]


class EngineUseView(View):
    name: str
    version: str
    model: str
    audio_s: float
    cost_usd: float
    prompt_version: int


class RefusedCorrectionView(View):
    start_s: float
    end_s: float
    reason: str = Field(description="`changes_too_much` or `no_sense`.")


class ProofreadingView(View):
    """How a text model corrected the transcript."""

    model: str
    prompt_version: int
    changed_words: int
    refused: list[RefusedCorrectionView] = Field(description="Stretches that stayed as they were.")


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
    version: int = Field(description="From 1; every change is a new version.")
    origin: str = Field(description="`recognized`, `proofread` or `edited`.")
    engines_used: list[EngineUseView]
    task: str = Field(description="`transcribe`, or `translate` (into English).")
    proofreading: ProofreadingView | None = None


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
    confidence: float | None = None
    interval_low: float | None = None
    interval_high: float | None = None


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


class EmphasizedWordView(View):
    text: str
    start_s: float
    end_s: float
    word_id: int
    prominence: float


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


class AssessmentView(View):
    """What was said, or how it was put, in words; its scores are measures of the same part."""

    name: str = Field(description="`domain` or `communication`.")
    method: str = Field(description="`offline`: counted; `text_model`: judged in levels by a model.")
    strengths: list[str]
    improvements: list[str]
    quotes: list[SpanView] = Field(description="Places of the recording; the note quotes what was said.")
    framework: str = Field(description="The plan that the answer was held against, such as STAR.")
    disregarded: list[SpanView] = Field(description="What was said to the grader: it counts for nothing.")
    model: str
    model_prompt_version: int
    repeats: int


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
    emphasized_words: list[EmphasizedWordView]
    pronunciation: PronunciationView | None = None
    assessments: list[AssessmentView]
    version: int = Field(description="From 1; an analysis that is made anew is a new version.")


class CurvePointView(View):
    value: float
    score: float


class MetricScaleView(View):
    """`edges` cut the axis into the pieces that `bands` names; the score is linear between points."""

    profile: str
    edges: list[float]
    bands: list[str]
    ideal_low: float | None = None
    ideal_high: float | None = None
    curve: list[CurvePointView]


class MetricView(View):
    name: str
    label: str
    part: str
    unit: str
    meaning: str
    evidence: str
    source: str
    version: str
    english_bands: bool
    confidence: float
    scales: list[MetricScaleView]


class MetricsView(View):
    """What is measured, how, from what evidence, and what is made of the values."""

    metrics: list[MetricView]
