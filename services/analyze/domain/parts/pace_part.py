"""Pace: how fast, how evenly, and how it went over time."""

from collections.abc import Sequence
from functools import partial

from services.analyze.domain import intervals
from services.analyze.domain.definitions.evidence import VARIATION_SPEECH_S
from services.analyze.domain.definitions.pace_measures import (
    FAST,
    PACE_CV,
    PACE_FAST,
    PACE_IN_BAND,
    PACE_SLOW,
    PART,
    SLOW,
    SPEECH_RATE_SPS,
    SPEECH_RATE_WPM,
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
from services.analyze.domain.measure import ListenTo, Measure, MeasureDefinition, measured
from services.analyze.domain.pace import IDEAL, PaceWindow, is_spoken, pace_windows, rate_scale, variation
from services.analyze.domain.pauses import find_pauses, speaking_time_s
from services.analyze.domain.scales import Scale
from services.analyze.domain.syllables import find_nuclei
from services.analyze.domain.word_count import count_words

MOST_SPANS = 3
SIDES = ((PACE_SLOW, SLOW), (PACE_FAST, FAST))


def analyze_pace(material: Material) -> Findings:
    if not material.speech:
        return nothing(PART, "no_speech")
    nuclei = find_nuclei(material.sound, material.speech)
    windows = pace_windows(material, nuclei)
    pauses = find_pauses(material.sound, material.speech, material.profile.minimum_pause_s)
    speaking_s = speaking_time_s(material.extent, pauses)
    varied = variation(windows)
    short = first([missing_speech(speaking_s, VARIATION_SPEECH_S), "" if varied else "too_short"])
    unknown = "" if material.is_english else "not_english"  # the bands of the windows are for English
    measures = (
        given(missing_words(material, speaking_s), SPEECH_RATE_WPM, lambda: _words(material, windows)),
        given(
            missing_speech(speaking_s), SPEECH_RATE_SPS, lambda: _syllables(material, len(nuclei), windows)
        ),
        given(short, PACE_CV, lambda: measured(PACE_CV, varied or 0.0, scale_of(PACE_CV, material))),
        given(short, PACE_IN_BAND, lambda: _in_band(material, windows)),
        *(given(short or unknown, side, partial(_share, side, windows, band)) for side, band in SIDES),
    )
    return Findings(measures, pace=windows)


def _words(material: Material, windows: Sequence[PaceWindow]) -> Measure:
    rate = count_words(material) * 60 / material.extent.length_s
    return _rate(SPEECH_RATE_WPM, rate, scale_of(SPEECH_RATE_WPM, material), windows)


def _syllables(material: Material, nuclei: int, windows: Sequence[PaceWindow]) -> Measure:
    scale = rate_scale(material) if material.is_english else None
    return _rate(SPEECH_RATE_SPS, nuclei / material.extent.length_s, scale, windows)


def _rate(
    definition: MeasureDefinition, value: float, scale: Scale | None, windows: Sequence[PaceWindow]
) -> Measure:
    """With the windows that are off in the same direction, the furthest first."""
    band = scale.band(value) if scale else ""
    sign = -1 if band == FAST else 1
    off = sorted(
        (w for w in windows if w.band == band in {SLOW, FAST}), key=lambda w: sign * w.syllables_per_s
    )
    rates = [window.syllables_per_s for window in windows[::2]]  # windows overlap by half
    interval = intervals.around(value, rates)
    return measured(definition, value, scale, spans=_spans(off[:MOST_SPANS]), interval=interval)


def _share(definition: MeasureDefinition, windows: Sequence[PaceWindow], band: str) -> Measure:
    spoken = sum(is_spoken(window) for window in windows)
    found = [window for window in windows if window.band == band]
    interval = intervals.of_share(len(found), spoken)
    return measured(definition, len(found) / spoken, spans=_spans(found[:MOST_SPANS]), interval=interval)


def _in_band(material: Material, windows: Sequence[PaceWindow]) -> Measure:
    spoken = [window for window in windows if is_spoken(window)]
    good = sum(window.band == IDEAL for window in spoken)
    off = [window for window in spoken if window.band in {SLOW, FAST}]
    return measured(
        PACE_IN_BAND,
        good / len(spoken),
        scale_of(PACE_IN_BAND, material),
        spans=_spans(off[:MOST_SPANS]),
    )


def _spans(windows: Sequence[PaceWindow]) -> list[ListenTo]:
    return [
        ListenTo(
            window.start_s, window.end_s, f"{window.band}: {window.syllables_per_s:.1f} syllables per second"
        )
        for window in sorted(windows, key=lambda window: window.start_s)
    ]
