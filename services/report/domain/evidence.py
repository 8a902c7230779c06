"""Which measures are certain enough to praise or to criticise, and how they fare."""

from collections.abc import Mapping
from dataclasses import dataclass

from services.report.domain.analysis import COMPLETED, POSSIBLE, Analysis, Measure
from services.report.domain.sources import Quality

GOOD_SCORE = 80.0
"""A score from here on is a strength; below, the measure competes for the one change."""

CERTAIN_ENOUGH = 0.5
"""What may be relied on less, as in a noisy recording, is shown and not acted upon."""

THEMES: Mapping[str, str] = {"pace": "pace", "pause": "pauses", "fluency": "flow", "prosody": "melody"}
"""Measures of one theme say the same thing twice, so a summary takes one of each. By part, or the part's
own name where none is given."""

OWN_THEMES: Mapping[str, str] = {"pace_cv": "variation", "repetitions_per_100_words": "repetitions"}
"""Measures that say something else than the rest of their part."""

STANDS_IN_FOR: Mapping[str, str] = {"speech_rate_sps": "speech_rate_wpm"}
"""A measure that says the same less directly; it counts only where the other one has nothing to say."""

IDEAL, ACCEPTABLE = "ideal", "acceptable"
_LOW_BANDS = frozenset({"slow", "low", "few", "short", "monotone"})
_HIGH_BANDS = frozenset({"fast", "high", "many", "long", "erratic", "exaggerated"})


@dataclass(frozen=True)
class Finding:
    """A measure that may be acted upon. `direction` is low, high or empty, seen from the ideal range."""

    measure: Measure
    theme: str
    direction: str

    @property
    def is_strength(self) -> bool:
        """In its ideal range, with a good score where one is defined."""
        score = self.measure.score
        return not self.direction and (self.measure.band == IDEAL if score is None else score >= GOOD_SCORE)

    @property
    def is_weakness(self) -> bool:
        """A low score, or a band that is neither ideal nor acceptable where no score is defined."""
        score = self.measure.score
        return self.measure.band not in {IDEAL, ACCEPTABLE} if score is None else score < GOOD_SCORE


def findings(analysis: Analysis, quality: Quality) -> list[Finding]:
    """The measures that may be acted upon.

    - The measure and its analysis are completed: insufficient data says nothing.
    - It has a score, or a band within an ideal range; a bare number is no judgement.
    - It may be relied on: a poor recording makes measures less certain.
    - Of two measures of the same thing the more direct one counts, so that they can't contradict each other.
    - Nothing "possible" is used: comparison with the reference text never is, and fillers only where
      every one of them is certain and the transcript is of high quality, since a rough one loses them.
    """
    completed = {part.name for part in analysis.parts if part.status == COMPLETED}
    uncertain = _uncertain_parts(analysis, quality)
    judged = [
        measure
        for measure in analysis.measures
        if measure.part in completed and measure.part not in uncertain and _is_judged(measure)
    ]
    names = {measure.name for measure in judged}
    return [
        Finding(measure, theme_of(measure), direction_of(measure))
        for measure in judged
        if STANDS_IN_FOR.get(measure.name) not in names
    ]


def _uncertain_parts(analysis: Analysis, quality: Quality) -> frozenset[str]:
    fillers_certain = quality.grade == "high" and all(f.status != POSSIBLE for f in analysis.fillers)
    return frozenset({"reading"} if fillers_certain else {"reading", "fillers"})


def _is_judged(measure: Measure) -> bool:
    if measure.status != COMPLETED or measure.value is None or _is_doubtful(measure):
        return False
    has_range = measure.ideal_low is not None or measure.ideal_high is not None
    return measure.score is not None or (bool(measure.band) and has_range)


def _is_doubtful(measure: Measure) -> bool:
    return measure.confidence is not None and measure.confidence < CERTAIN_ENOUGH


def theme_of(measure: Measure) -> str:
    """What the measure is about."""
    return OWN_THEMES.get(measure.name) or THEMES.get(measure.part, measure.part)


def direction_of(measure: Measure) -> str:
    """On which side of the ideal the measure lies. The band speaks first: it may know more than the value,
    as where a pause is long for its place."""
    if measure.band in _LOW_BANDS | _HIGH_BANDS:
        return "low" if measure.band in _LOW_BANDS else "high"
    value, low, high = measure.value, measure.ideal_low, measure.ideal_high
    if value is not None and low is not None and value < low:
        return "low"
    return "high" if value is not None and high is not None and value > high else ""
