"""The one table of measures: the analyses take their definitions from it; docs/metrics.md and
`GET /v1/metrics` are made of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from services.analyze.domain.definitions.content_measures import CONTENT_MEASURES
from services.analyze.domain.definitions.pace_measures import PACE_MEASURES
from services.analyze.domain.definitions.pause_measures import PAUSE_MEASURES
from services.analyze.domain.definitions.pronunciation_measures import PRONUNCIATION_MEASURES
from services.analyze.domain.definitions.prosody_measures import PROSODY_MEASURES
from services.analyze.domain.definitions.speech_measures import FLUENCY_MEASURES
from services.analyze.domain.definitions.voice_measures import VOICE_MEASURES
from services.analyze.domain.definitions.word_choice_measures import (
    INCLUSIVE_MEASURES,
    WORD_CHOICE_MEASURES,
)
from services.analyze.domain.definitions.wording_measures import FILLER_MEASURES, READING_MEASURES
from services.analyze.domain.measure import MeasureDefinition
from services.analyze.domain.profiles import Profiles
from services.analyze.domain.scales import Scale

MEASURES: Mapping[str, MeasureDefinition] = MappingProxyType(
    {
        definition.name: definition
        for definition in (
            *PACE_MEASURES,
            *PAUSE_MEASURES,
            *FLUENCY_MEASURES,
            *FILLER_MEASURES,
            *WORD_CHOICE_MEASURES,
            *PROSODY_MEASURES,
            *VOICE_MEASURES,
            *READING_MEASURES,
            *INCLUSIVE_MEASURES,
            *PRONUNCIATION_MEASURES,
            *CONTENT_MEASURES,
        )
    }
)
"""Every measure by its API name, in the order of presentation."""


@dataclass(frozen=True)
class Metric:
    """A measure with what is made of its values in each profile."""

    definition: MeasureDefinition
    scales: Mapping[str, Scale]

    @classmethod
    def of(cls, definition: MeasureDefinition, profiles: Profiles) -> "Metric":
        scale = definition.scale
        return cls(definition, {name: scale(profile) for name, profile in profiles.items()} if scale else {})


def measures_of(part: str) -> tuple[MeasureDefinition, ...]:
    return tuple(definition for definition in MEASURES.values() if definition.part == part)
