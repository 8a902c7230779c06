"""Pauses: how often, how long, where."""

from collections.abc import Sequence
from statistics import fmean, median

from services.analyze.domain import intervals
from services.analyze.domain.counting import per_minute
from services.analyze.domain.definitions.evidence import MINIMUM_PAUSES, MINIMUM_PLACED_PAUSES
from services.analyze.domain.definitions.pause_measures import (
    BOUNDARY_PAUSE_MEDIAN,
    MID_CLAUSE_RATE,
    PART,
    PAUSE_LONGEST,
    PAUSE_MEAN,
    PAUSE_PLACEMENT,
    PAUSE_RATE,
    PAUSES_PER_100_WORDS,
    STRATEGIC_RATE,
)
from services.analyze.domain.findings import (
    Findings,
    first,
    given,
    missing_speech,
    missing_words,
    nothing,
    scale_of,
)
from services.analyze.domain.material import Material
from services.analyze.domain.measure import ListenTo, Measure, measured
from services.analyze.domain.pauses import Pause, find_pauses, speaking_time_s
from services.analyze.domain.placement import BOUNDARY, CERTAIN_ENOUGH, MID_CLAUSE, UNKNOWN, place
from services.analyze.domain.profiles import Profile

MOST_SPANS = 5
STRATEGIC_S = (0.5, 2.5)


def analyze_pauses(material: Material) -> Findings:
    if not material.speech:
        return nothing(PART, "no_speech")
    found = find_pauses(material.sound, material.speech, material.profile.minimum_pause_s)
    pauses = place(found, material)
    at_punctuation = _at_punctuation(pauses)
    speaking_s = speaking_time_s(material.extent, pauses)
    short = missing_speech(speaking_s)
    unplaced = first([short, _too_few_placed(pauses)])
    measures = (
        given(short, PAUSE_RATE, lambda: _rate(material, pauses)),
        given(
            missing_words(material, speaking_s), PAUSES_PER_100_WORDS, lambda: _per_words(material, pauses)
        ),
        given(first([short, _too_few(pauses)]), PAUSE_MEAN, lambda: _mean(pauses)),
        given(_too_few(pauses, 1), PAUSE_LONGEST, lambda: _longest(material, pauses)),
        given(unplaced, PAUSE_PLACEMENT, lambda: _placement(material, pauses)),
        given(unplaced, MID_CLAUSE_RATE, lambda: _mid_clause(material, pauses)),
        given(unplaced, STRATEGIC_RATE, lambda: _strategic(material, pauses)),
        given(
            first([short, _too_few(at_punctuation) if at_punctuation else "placement_unknown"]),
            BOUNDARY_PAUSE_MEDIAN,
            lambda: _boundary_median(material, at_punctuation),
        ),
    )
    return Findings(measures, pauses=pauses)


def _rate(material: Material, pauses: Sequence[Pause]) -> Measure:
    minutes = material.extent.length_s / 60
    interval = intervals.of_rate(len(pauses), minutes)
    return measured(PAUSE_RATE, len(pauses) / minutes, interval=interval)


def _per_words(material: Material, pauses: Sequence[Pause]) -> Measure:
    hundreds = max(1, sum(not word.is_filler for word in material.transcript.words)) / 100
    interval = intervals.of_rate(len(pauses), hundreds)
    return measured(PAUSES_PER_100_WORDS, len(pauses) / hundreds, interval=interval)


def _mid_clause(material: Material, pauses: Sequence[Pause]) -> Measure:
    return per_minute(MID_CLAUSE_RATE, material, _spans([p for p in pauses if p.placement == MID_CLAUSE]))


def _strategic(material: Material, pauses: Sequence[Pause]) -> Measure:
    low, high = STRATEGIC_S
    found = [pause for pause in pauses if pause.placement == BOUNDARY and low <= pause.length_s <= high]
    return per_minute(STRATEGIC_RATE, material, _spans(found))


def _mean(pauses: Sequence[Pause]) -> Measure:
    lengths = [pause.length_s for pause in pauses]
    return measured(PAUSE_MEAN, fmean(lengths), interval=intervals.around(fmean(lengths), lengths))


def _longest(material: Material, pauses: Sequence[Pause]) -> Measure:
    """Some pause too long for its place makes the band `long`, even where a longer one is well placed."""
    too_long = [pause for pause in pauses if pause.length_s > _limit(material.profile, pause)]
    worst = sorted(too_long or [_longest_of(pauses)], key=lambda pause: -pause.length_s)[:MOST_SPANS]
    value = _longest_of(pauses).length_s
    scale = scale_of(PAUSE_LONGEST, material)
    judged = measured(PAUSE_LONGEST, value, scale, spans=_spans(worst))
    if not too_long or scale is None or judged.band == scale.bands[-1]:
        return judged
    limit = min(_limit(material.profile, pause) for pause in too_long)
    stricter = type(scale)((limit,), scale.bands, None, limit)
    return measured(PAUSE_LONGEST, value, stricter, spans=_spans(worst))


def _longest_of(pauses: Sequence[Pause]) -> Pause:
    return max(pauses, key=lambda pause: pause.length_s)


def _limit(profile: Profile, pause: Pause) -> float:
    return profile.long_mid_clause_s if pause.placement == MID_CLAUSE else profile.long_boundary_s


def _placement(material: Material, pauses: Sequence[Pause]) -> Measure:
    """Scored only where punctuation says where the pauses lie: nobody is judged by a guess."""
    sure = [pause for pause in pauses if pause.placement_confidence >= CERTAIN_ENOUGH]
    scored = len(sure) >= MINIMUM_PLACED_PAUSES
    placed = sure if scored else [pause for pause in pauses if pause.placement != UNKNOWN]
    share = sum(pause.placement == BOUNDARY for pause in placed) / len(placed)
    breaking = [pause for pause in placed if pause.placement == MID_CLAUSE]
    breaking.sort(key=lambda pause: -pause.length_s)
    return measured(
        PAUSE_PLACEMENT,
        share,
        scale_of(PAUSE_PLACEMENT, material) if scored else None,
        spans=_spans(breaking[:MOST_SPANS]),
        interval=intervals.of_share(len(placed) - len(breaking), len(placed)),
    )


def _boundary_median(material: Material, pauses: Sequence[Pause]) -> Measure:
    middle = median(pause.length_s for pause in pauses)
    return measured(BOUNDARY_PAUSE_MEDIAN, middle, scale_of(BOUNDARY_PAUSE_MEDIAN, material))


def _at_punctuation(pauses: Sequence[Pause]) -> list[Pause]:
    return [p for p in pauses if p.placement == BOUNDARY and p.placement_confidence >= CERTAIN_ENOUGH]


def _too_few(pauses: Sequence[Pause], minimum: int = MINIMUM_PAUSES) -> str:
    if not pauses:
        return "no_pauses"
    return "too_few_pauses" if len(pauses) < minimum else ""


def _too_few_placed(pauses: Sequence[Pause]) -> str:
    placed = [pause for pause in pauses if pause.placement != UNKNOWN]
    if not placed and pauses:
        return "placement_unknown"
    return _too_few(placed, MINIMUM_PLACED_PAUSES)


def _spans(pauses: Sequence[Pause]) -> list[ListenTo]:
    ordered = sorted(pauses, key=lambda pause: pause.start_s)
    return [ListenTo(pause.start_s, pause.end_s, _note(pause)) for pause in ordered]


def _note(pause: Pause) -> str:
    where = {BOUNDARY: " at the end of a clause", MID_CLAUSE: " within a clause"}.get(pause.placement, "")
    return f"pause of {pause.length_s:.1f} s{where}"
