"""Fillers: the certain ones counted, the possible ones shown."""

from collections.abc import Sequence

from services.analyze.domain.definitions.evidence import VARIATION_SPEECH_S
from services.analyze.domain.definitions.wording_measures import (
    FILLERS,
    FILLERS_PER_MIN,
    POSSIBLE_FILLERS_PER_MIN,
)
from services.analyze.domain.fillers import CERTAIN, POSSIBLE, Filler, find_fillers
from services.analyze.domain.findings import (
    Findings,
    given,
    missing_speech,
    missing_words,
    nothing,
    scale_of,
)
from services.analyze.domain.material import Material
from services.analyze.domain.measure import ListenTo, Measure, measured
from services.analyze.domain.pauses import find_pauses, speaking_time_s

MOST_SPANS = 8


def analyze_fillers(material: Material) -> Findings:
    if not material.speech:
        return nothing(FILLERS, "no_speech")
    pauses = find_pauses(material.sound, material.speech, material.profile.minimum_pause_s)
    fillers = find_fillers(material, pauses)
    speaking_s = speaking_time_s(material.extent, pauses)
    certain = [filler for filler in fillers if filler.status == CERTAIN]
    possible = [filler for filler in fillers if filler.status == POSSIBLE]
    measures = (
        given(
            missing_words(material, speaking_s),
            FILLERS_PER_MIN,
            lambda: _certain(material, certain, possible, judged=speaking_s >= VARIATION_SPEECH_S),
        ),
        given(missing_speech(speaking_s), POSSIBLE_FILLERS_PER_MIN, lambda: _possible(material, possible)),
    )
    return Findings(measures, fillers=fillers)


def _certain(
    material: Material, certain: Sequence[Filler], possible: Sequence[Filler], *, judged: bool
) -> Measure:
    """Judged only with some speech, and where the possible ones could not change the verdict."""
    value = _per_minute(material, len(certain))
    scale = scale_of(FILLERS_PER_MIN, material) if judged else None
    if scale and scale.band(value) != scale.band(_per_minute(material, len(certain) + len(possible))):
        scale = None
    return measured(FILLERS_PER_MIN, value, scale, spans=_spans(certain))


def _possible(material: Material, possible: Sequence[Filler]) -> Measure:
    return measured(POSSIBLE_FILLERS_PER_MIN, _per_minute(material, len(possible)), spans=_spans(possible))


def _per_minute(material: Material, count: int) -> float:
    return count * 60 / material.extent.length_s


def _spans(fillers: Sequence[Filler]) -> list[ListenTo]:
    return [ListenTo(f.start_s, f.end_s, f"{f.status}: {f.text}") for f in fillers[:MOST_SPANS]]
