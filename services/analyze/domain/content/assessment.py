"""A judgement in words: what it is made of, what speaks for it, and what to do next."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean

from services.analyze.domain.intervals import Interval
from services.analyze.domain.measure import ListenTo, Measure, MeasureDefinition, measured, not_measured
from services.analyze.domain.scales import Scale

OFFLINE, TEXT_MODEL = "offline", "text_model"
"""How it was made: by counting, or by a text model whose levels our code turns into scores."""
FEWEST_CRITERIA = 2


@dataclass(frozen=True)
class Assessment:
    """Of one part. Quotations are places of the recording."""

    name: str
    method: str
    strengths: tuple[str, ...] = ()
    improvements: tuple[str, ...] = ()
    quotes: tuple[ListenTo, ...] = ()
    # The plan that the answer was held against, such as STAR.
    framework: str = ""
    # What was said to the one who grades: it counts for nothing.
    disregarded: tuple[ListenTo, ...] = ()
    model: str = ""
    model_prompt_version: int = 0
    repeats: int = 0


def overall(definition: MeasureDefinition, criteria: Sequence[Measure], scale: Scale) -> Measure:
    """The mean of the criteria that have a score, with their mean spread; one alone is no whole."""
    scored = [measure for measure in criteria if measure.score is not None]
    if len(scored) < FEWEST_CRITERIA:
        return not_measured(definition, "too_few_criteria")
    score = fmean(measure.score or 0.0 for measure in scored)
    return measured(definition, score, scale, interval=_spread(scored))


def _spread(scored: Sequence[Measure]) -> Interval | None:
    lows = [measure.interval_low for measure in scored if measure.interval_low is not None]
    highs = [measure.interval_high for measure in scored if measure.interval_high is not None]
    return (fmean(lows), fmean(highs)) if len(lows) == len(highs) == len(scored) else None
