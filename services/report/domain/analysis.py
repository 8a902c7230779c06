"""What analyze measured, as the report needs it: the wire contract's field names, times in seconds."""

from dataclasses import dataclass

from chassis.errors import Problem

COMPLETED = "completed"
POSSIBLE = "possible"


@dataclass(frozen=True)
class Part:
    """One analysis that ran, and how it ended."""

    name: str
    status: str
    reason: str = ""
    problem: Problem | None = None
    elapsed_s: float = 0.0


@dataclass(frozen=True)
class Span:
    """A place to listen to."""

    start_s: float
    end_s: float
    note: str = ""


@dataclass(frozen=True)
class Measure:
    """A number about the speech, or the reason why there is none."""

    name: str
    label: str
    part: str
    status: str = COMPLETED
    reason: str = ""
    value: float | None = None
    unit: str = ""
    band: str = ""
    score: float | None = None
    ideal_low: float | None = None
    ideal_high: float | None = None
    explanation: str = ""
    spans: tuple[Span, ...] = ()
    source: str = ""
    version: str = ""
    # 0 to 1: how far the value may be relied on.
    confidence: float | None = None
    # The 95 % interval of the value, where one can be given.
    interval_low: float | None = None
    interval_high: float | None = None


@dataclass(frozen=True)
class Pause:
    """A silence inside the speech. `class_` is `class` on the wire, a reserved word here."""

    start_s: float
    end_s: float
    class_: str
    placement: str = "unknown"
    placement_confidence: float = 0.0
    after_word_id: int = 0


@dataclass(frozen=True)
class PaceWindow:
    """The pace of one stretch of the recording."""

    start_s: float
    end_s: float
    syllables_per_s: float
    words_per_min: float | None = None
    band: str = ""


@dataclass(frozen=True)
class Filler:
    """An "um", certain or possible; `word_id` is 0 where a detector found it in the audio."""

    text: str
    start_s: float
    end_s: float
    position: str = ""
    status: str = POSSIBLE
    confidence: float = 0.0
    word_id: int = 0


@dataclass(frozen=True)
class Repetition:
    """Words said twice in a row."""

    text: str
    start_s: float
    end_s: float
    word_ids: tuple[int, ...] = ()


@dataclass(frozen=True)
class Miscue:
    """A place where what was heard differs from the reference text; never more than possible."""

    kind: str
    reference_text: str
    heard_text: str
    start_s: float
    end_s: float
    status: str = POSSIBLE
    confidence: float = 0.0
    word_ids: tuple[int, ...] = ()
    reference_index: int = 0


@dataclass(frozen=True)
class PracticeWord:
    """A word of the text that experts would mostly hear as mispronounced.

    `expected` is its weakest sound and `heard` what that was more like (ARPAbet); empty where unknown.
    """

    word: str
    start_s: float
    end_s: float
    accuracy_score: float
    expected: str = ""
    heard: str = ""


@dataclass(frozen=True)
class Assessment:
    """A judgement of content in words; `disregarded` was said to the grader and counts for nothing."""

    name: str
    method: str
    strengths: tuple[str, ...] = ()
    improvements: tuple[str, ...] = ()
    quotes: tuple[Span, ...] = ()
    framework: str = ""
    disregarded: tuple[Span, ...] = ()
    model: str = ""


@dataclass(frozen=True)
class Analysis:
    """Everything that analyze says about one recording."""

    analysis_id: str
    recording_id: str
    transcript_id: str
    profile: str
    language: str
    duration_s: float
    has_speech: bool
    parts: tuple[Part, ...] = ()
    measures: tuple[Measure, ...] = ()
    pauses: tuple[Pause, ...] = ()
    pace: tuple[PaceWindow, ...] = ()
    fillers: tuple[Filler, ...] = ()
    repetitions: tuple[Repetition, ...] = ()
    miscues: tuple[Miscue, ...] = ()
    practice_words: tuple[PracticeWord, ...] = ()
    assessments: tuple[Assessment, ...] = ()
