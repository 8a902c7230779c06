"""Fillers: the certain ones counted, the possible ones shown."""

from collections.abc import Sequence

from services.analyze.domain.breaks import Breaks
from services.analyze.domain.counting import per_minute
from services.analyze.domain.definitions.evidence import VARIATION_SPEECH_S
from services.analyze.domain.definitions.wording_measures import (
    DISCOURSE_PER_MIN,
    FILLERS,
    FILLERS_PER_MIN,
    POSSIBLE_FILLERS_PER_MIN,
)
from services.analyze.domain.discourse import find_markers
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
from services.analyze.domain.measure import ListenTo, Measure
from services.analyze.domain.pauses import Pause, find_pauses, speaking_time_s
from services.analyze.domain.spoken_text import SpokenText


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
        given(
            missing_speech(speaking_s),
            POSSIBLE_FILLERS_PER_MIN,
            lambda: per_minute(POSSIBLE_FILLERS_PER_MIN, material, _spans(possible)),
        ),
        given(_no_markers(material, speaking_s), DISCOURSE_PER_MIN, lambda: _markers(material, pauses)),
    )
    return Findings(measures, fillers=fillers)


def _certain(
    material: Material, certain: Sequence[Filler], possible: Sequence[Filler], *, judged: bool
) -> Measure:
    """Judged only with some speech, and where the possible ones could not change the verdict."""
    minutes = material.extent.length_s / 60
    scale = scale_of(FILLERS_PER_MIN, material) if judged else None
    if scale and scale.band(len(certain) / minutes) != scale.band((len(certain) + len(possible)) / minutes):
        scale = None
    return per_minute(FILLERS_PER_MIN, material, _spans(certain), scale)


def _no_markers(material: Material, speaking_s: float) -> str:
    return missing_words(material, speaking_s) or ("" if material.is_english else "not_english")


def _markers(material: Material, pauses: Sequence[Pause]) -> Measure:
    text = SpokenText.of(material.transcript.words)
    found = find_markers(text, Breaks(text, pauses, material.transcript.words))
    places = [text.place(marker.first, marker.last, f"possible: {marker.text}") for marker in found]
    return per_minute(DISCOURSE_PER_MIN, material, places)


def _spans(fillers: Sequence[Filler]) -> list[ListenTo]:
    return [ListenTo(f.start_s, f.end_s, f"{f.status}: {f.text}") for f in fillers]
