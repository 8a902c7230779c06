"""Two takes of one text or question, measure by measure."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace

from services.analyze.domain.analysis import Analysis
from services.analyze.domain.definitions.content_measures import COMMUNICATION_SCORE, DOMAIN_SCORE, JUDGED
from services.analyze.domain.measure import COMPLETED, Measure

BETTER, WORSE, CHANGED = "better", "worse", "changed"
WITHIN_NOISE, NOT_COMPARABLE = "within_noise", "not_comparable"
_BY_THE_JUDGE = frozenset(
    definition.name
    for definition in (DOMAIN_SCORE, COMMUNICATION_SCORE, *(one for part in JUDGED.values() for one in part))
)
USUAL_NOISE = 0.1
"""Share of a value by which two takes of a speaker differ where no interval is known; ours, and wide."""
LEAST_GAIN = 1.0
"""Points of a score that are no gain: they are less than anybody hears."""


@dataclass(frozen=True)
class MeasureChange:
    """`noise` is the least difference of the values that counts."""

    name: str
    label: str
    part: str
    unit: str
    verdict: str
    before: float | None = None
    after: float | None = None
    noise: float | None = None
    reason: str = ""


def compare(before: Analysis, after: Analysis) -> tuple[MeasureChange, ...]:
    """Each measure that both takes have, in the order of the second."""
    earlier = {measure.name: measure for measure in before.measures}
    pairs = [(earlier[measure.name], measure) for measure in after.measures if measure.name in earlier]
    judges = _judges(before), _judges(after)
    otherwise = {part for part in JUDGED if judges[0].get(part) != judges[1].get(part)}
    return tuple(_change(old, new, new.part in otherwise) for old, new in pairs)


def _judges(analysis: Analysis) -> Mapping[str, tuple[str, str, int]]:
    """By part: a score that was counted and one that a model gave, or two models, are two things."""
    return {one.name: (one.method, one.model, one.model_prompt_version) for one in analysis.assessments}


def _change(before: Measure, after: Measure, otherwise_judged: bool) -> MeasureChange:
    change = MeasureChange(after.name, after.label, after.part, after.unit, NOT_COMPARABLE)
    reason = _obstacle(before, after)
    if otherwise_judged and after.name in _BY_THE_JUDGE:
        reason = reason or "other_method"
    if reason or before.value is None or after.value is None:
        return replace(change, reason=reason)
    noise = _noise(before, after, before.value, after.value)
    verdict = WITHIN_NOISE if abs(after.value - before.value) <= noise else _direction(before, after)
    return replace(change, verdict=verdict, before=before.value, after=after.value, noise=round(noise, 4))


def _obstacle(before: Measure, after: Measure) -> str:
    if before.status != COMPLETED or after.status != COMPLETED:
        return "not_measured"
    return "" if before.version == after.version else "other_version"


def _noise(before: Measure, after: Measure, old: float, new: float) -> float:
    """Half of the 95 % interval of a difference where both have intervals."""
    halves = [_half_interval(measure) for measure in (before, after)]
    known = [half for half in halves if half is not None]
    return math.hypot(*known) if len(known) == len(halves) else USUAL_NOISE * max(abs(old), abs(new))


def _half_interval(measure: Measure) -> float | None:
    if measure.interval_low is None or measure.interval_high is None:
        return None
    return (measure.interval_high - measure.interval_low) / 2


def _direction(before: Measure, after: Measure) -> str:
    """By the score, where there is one: more of a thing is not better in itself."""
    if before.score is None or after.score is None:
        return CHANGED
    gain = after.score - before.score
    if abs(gain) < LEAST_GAIN:
        return CHANGED
    return BETTER if gain > 0 else WORSE
