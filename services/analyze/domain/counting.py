"""Counts of what was heard, as rates with their intervals and places."""

from collections.abc import Sequence

from services.analyze.domain import intervals
from services.analyze.domain.material import Material
from services.analyze.domain.measure import ListenTo, Measure, MeasureDefinition, measured
from services.analyze.domain.scales import Scale
from services.analyze.domain.spoken_text import SpokenText

MOST_SPANS = 8


def per_100_words(definition: MeasureDefinition, text: SpokenText, places: Sequence[ListenTo]) -> Measure:
    return _rate(definition, places, max(len(text.words), 1) / 100)


def per_minute(
    definition: MeasureDefinition,
    material: Material,
    places: Sequence[ListenTo],
    scale: Scale | None = None,
) -> Measure:
    """From the first to the last speech."""
    return _rate(definition, places, material.extent.length_s / 60, scale)


def _rate(
    definition: MeasureDefinition, places: Sequence[ListenTo], per: float, scale: Scale | None = None
) -> Measure:
    interval = intervals.of_rate(len(places), per)
    return measured(definition, len(places) / per, scale, spans=places[:MOST_SPANS], interval=interval)
