"""The report as JSON, version 1 of its schema; times are seconds from the start of the recording."""

from typing import TypedDict


class Span(TypedDict):
    start_s: float
    end_s: float
    note: str


class Measure(TypedDict):
    name: str
    label: str
    part: str
    status: str
    reason: str
    value: float | None
    unit: str
    band: str
    score: float | None
    ideal_low: float | None
    ideal_high: float | None
    explanation: str
    spans: list[Span]
    source: str
    version: str
    confidence: float | None
    interval_low: float | None
    interval_high: float | None


class Part(TypedDict):
    name: str
    label: str
    status: str
    reason: str
    detail: str
    measures: list[Measure]


class Strength(TypedDict):
    measure: str
    label: str
    text: str


class Change(TypedDict):
    measure: str
    label: str
    text: str
    advice: str
    spans: list[Span]


class Summary(TypedDict):
    headline: str
    strengths: list[Strength]
    change: Change | None


class RecordingFacts(TypedDict):
    title: str
    language: str
    profile: str
    reference_text: str
    duration_s: float
    created_at: str


class Mark(TypedDict):
    """`kind` is word, filler, possible_filler or pause."""

    kind: str
    text: str
    start_s: float
    end_s: float
    word_id: int


class Paragraph(TypedDict):
    start_s: float
    end_s: float
    marks: list[Mark]


class MarkedTranscript(TypedDict):
    grade: str
    rough: bool
    notice: str
    reference_status: str
    reference_fit: float | None
    verbatim: str
    clean: str
    paragraphs: list[Paragraph]


class PaceWindow(TypedDict):
    start_s: float
    end_s: float
    syllables_per_s: float
    words_per_min: float | None
    band: str


class PaceIdeal(TypedDict):
    low: float
    high: float


Pause = TypedDict(
    "Pause",
    {
        "start_s": float,
        "end_s": float,
        "class": str,
        "placement": str,
        "placement_confidence": float,
        "after_word_id": int,
    },
)


class Filler(TypedDict):
    text: str
    start_s: float
    end_s: float
    position: str
    status: str
    confidence: float
    word_id: int


class Repetition(TypedDict):
    text: str
    start_s: float
    end_s: float
    word_ids: list[int]


class PracticeWord(TypedDict):
    """`expected` and `heard` are sounds (ARPAbet); empty where they are not known."""

    word: str
    start_s: float
    end_s: float
    accuracy_score: float
    expected: str
    heard: str


class Assessment(TypedDict):
    """`method` is offline (counted) or text_model (judged)."""

    name: str
    method: str
    strengths: list[str]
    improvements: list[str]
    quotes: list[Span]
    framework: str
    disregarded: list[Span]
    model: str


class Miscue(TypedDict):
    kind: str
    reference_text: str
    heard_text: str
    start_s: float
    end_s: float
    status: str
    confidence: float
    word_ids: list[int]
    reference_index: int


class Unmeasured(TypedDict):
    reason: str
    explanation: str
    names: list[str]
    labels: list[str]


class Engine(TypedDict):
    name: str
    version: str
    model: str
    biased: bool


class Detector(TypedDict):
    name: str
    version: str


class Quality(TypedDict):
    grade: str
    reasons: list[str]
    reference_status: str
    reference_fit: float | None
    snr_db: float | None
    clipping_ratio: float


class Provenance(TypedDict):
    engine: Engine
    voice_activity: Detector
    quality: Quality
    profile: str
    language: str
    report_version: str


class Report(TypedDict):
    schema: str
    report_id: str
    recording_id: str
    analysis_id: str
    transcript_id: str
    created_at: str
    recording: RecordingFacts
    has_speech: bool
    partial: bool
    summary: Summary
    parts: list[Part]
    transcript: MarkedTranscript
    pauses: list[Pause]
    pace: list[PaceWindow]
    pace_ideal: PaceIdeal | None
    fillers: list[Filler]
    repetitions: list[Repetition]
    miscues: list[Miscue]
    practice_words: list[PracticeWord]
    assessments: list[Assessment]
    not_measured: list[Unmeasured]
    provenance: Provenance
