"""A measure: its definition, and its value in one recording."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from services.analyze.domain.intervals import Interval
from services.analyze.domain.profiles import Profile
from services.analyze.domain.scales import Scale

COMPLETED = "completed"
INSUFFICIENT = "insufficient_data"
UNAVAILABLE = "unavailable"
NONE = "none"

REASONS: Mapping[str, str] = MappingProxyType(
    {
        "no_speech": "No speech was found in the recording.",
        "too_short": "There is too little speech for this; it needs at least {evidence}.",
        "transcript_quality": "The transcript is not reliable enough for this.",
        "no_reference_text": "There is no text to compare with.",
        "reference_not_read": "What was said is not the text that was given.",
        "silent": "There is no sound in the recording.",
        "no_pitch": "There is too little voice for this; it needs at least {evidence}.",
        "no_background": "There is nothing but speech, so its background is not known.",
        "too_few_phrases": "There are too few phrases for this; it needs at least {evidence}.",
        "no_pauses": "There are no pauses to measure.",
        "too_few_pauses": "There are too few pauses for this; it needs at least {evidence}.",
        "placement_unknown": "It could not be told where in the sentences the pauses lie.",
        "no_punctuation": "There are too few sentences with punctuation; it needs at least {evidence}.",
        "no_syllables": "The syllables of too many words are not known.",
        "no_words": "The transcript has no words.",
        "not_english": "This is known of English only.",
        "too_few_words": "There are too few words for this; it needs at least {evidence}.",
        "not_aligned": "The text could not be laid on the sound.",
        "answer_too_short": "The answer is too short to be judged; this needs {evidence}.",
        "words_repeated": "The answer says the same few words again and again.",
        "no_sentences": "These are words in a row, and no sentences that could be judged.",
        "no_question": "There is no question that the answer could be held against.",
        "question_repeated": "The answer only repeats the question.",
        "off_topic": "The answer does not touch what was asked.",
        "no_key_points": "There are no key points or skills that the answer could be held against.",
        "too_few_sentences": "There are too few sentences for this; it needs {evidence}.",
        "too_few_criteria": "Too few of the criteria could be judged.",
        "needs_text_model": "Only a text model can judge this, and none is configured.",
        "text_model_failed": "The text model gave no usable judgement.",
        "no_quotation": "The text model showed no place in the answer for its judgement.",
        "text_too_long": "The text is too long to be compared.",
    }
)
"""Why a measure is not there, by its stable slug; `{evidence}` is the definition's own sentence."""
BEYOND_THE_RECORDING = frozenset({"needs_text_model", "text_model_failed"})
"""Reasons that lie in the installation, not in the recording."""


@dataclass(frozen=True)
class MeasureDefinition:
    """All that is known of a measure before a recording; docs/metrics.md is generated from it."""

    name: str
    label: str
    part: str
    # As the API writes it: words/min, syllables/s, per_min, ratio, s, syllables, count.
    unit: str
    # How it is found and what it means.
    meaning: str
    evidence: str
    source: str
    # Sentences for the speaker by band; "" is for a value without one, NONE for zero. `{value}` is the value.
    sentences: Mapping[str, str]
    scale: Callable[[Profile], Scale] | None = None
    # Bands that hold for English only are left out elsewhere.
    english_bands: bool = False
    decimals: int = 2
    version: str = "1"
    # 0 to 1: how far it may be relied on in a good recording; ours, from what was measured of it.
    confidence: float = 0.9


@dataclass(frozen=True)
class ListenTo:
    """A place to listen to, and why."""

    start_s: float
    end_s: float
    note: str


@dataclass(frozen=True)
class Measure:
    name: str
    label: str
    part: str
    status: str
    unit: str
    version: str
    source: str
    explanation: str
    reason: str = ""
    value: float | None = None
    band: str = ""
    score: float | None = None
    ideal_low: float | None = None
    ideal_high: float | None = None
    spans: tuple[ListenTo, ...] = field(default=())
    # 0 to 1; None where there is no value.
    confidence: float | None = None
    # The 95 % interval of the value, where one can be given.
    interval_low: float | None = None
    interval_high: float | None = None

    def __post_init__(self) -> None:
        """No NaN or infinity ever leaves: JSON has neither."""
        limits = (self.ideal_low, self.ideal_high, self.interval_low, self.interval_high)
        for number in (self.value, self.score, self.confidence, *limits):
            if number is not None and not math.isfinite(number):
                raise ValueError(f"{self.name} is not a finite number")


def measured(
    definition: MeasureDefinition,
    value: float,
    scale: Scale | None = None,
    *,
    spans: Sequence[ListenTo] = (),
    interval: Interval | None = None,
) -> Measure:
    """The value with its band, score and sentence."""
    band = scale.band(value) if scale else ""
    score = scale.score(value) if scale else None
    said = definition.sentences
    sentence = (said.get(NONE) if value == 0 else None) or said.get(band) or said[""]
    return Measure(
        name=definition.name,
        label=definition.label,
        part=definition.part,
        status=COMPLETED,
        unit=definition.unit,
        version=definition.version,
        source=definition.source,
        explanation=sentence.format(value=readable(value, definition)),
        value=round(value, 4),
        band=band,
        score=None if score is None else round(score, 1),
        ideal_low=_rounded(scale.ideal_low if scale else None),
        ideal_high=_rounded(scale.ideal_high if scale else None),
        spans=tuple(spans),
        confidence=definition.confidence,
        interval_low=_rounded(interval[0] if interval else None),
        interval_high=_rounded(interval[1] if interval else None),
    )


def not_measured(definition: MeasureDefinition, reason: str) -> Measure:
    return Measure(
        name=definition.name,
        label=definition.label,
        part=definition.part,
        status=UNAVAILABLE if reason in BEYOND_THE_RECORDING else INSUFFICIENT,
        unit=definition.unit,
        version=definition.version,
        source=definition.source,
        explanation=REASONS[reason].format(evidence=definition.evidence),
        reason=reason,
    )


def readable(value: float, definition: MeasureDefinition) -> str:
    """The value as the sentences show it: ratios as per cent."""
    if definition.unit == "ratio":
        return f"{value * 100:.0f} %"
    text = f"{value:.{definition.decimals}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _rounded(number: float | None) -> float | None:
    return None if number is None else round(number, 4)
