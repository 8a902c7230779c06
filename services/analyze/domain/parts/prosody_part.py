"""Prosody: how pitch and loudness move. What is measured is sound, never what somebody feels."""

from collections.abc import Sequence
from statistics import fmean, stdev

import numpy as np

from services.analyze.domain import intervals
from services.analyze.domain.definitions.evidence import (
    MINIMUM_PHRASES,
    VARIATION_SPEECH_S,
    VOICED_S,
)
from services.analyze.domain.definitions.prosody_measures import (
    LOUDNESS_VARIATION,
    MONOTONE,
    MONOTONE_SHARE,
    PART,
    PITCH_MEDIAN,
    PITCH_RANGE,
    PITCH_SD,
    PITCH_VARIATION,
    TERMINAL_RISES,
    pitch_variation_scale,
)
from services.analyze.domain.emphasis import find_emphasis
from services.analyze.domain.findings import Findings, first, given, missing_speech, nothing, scale_of
from services.analyze.domain.material import Material, SoundTrack, Span
from services.analyze.domain.measure import ListenTo, Measure, measured
from services.analyze.domain.pauses import find_pauses, speaking_time_s, stretches
from services.analyze.domain.pitch import (
    RISE_SEMITONES,
    Melody,
    PitchTrack,
    final_movement,
    melodies,
    semitones,
    track_pitch,
)

MOST_SPANS = 5
SHORTEST_PHRASE_S = 0.5
_RANGE_PERCENTILES = (5, 95)


def analyze_prosody(material: Material) -> Findings:
    if not material.speech:
        return nothing(PART, "no_speech")
    track = track_pitch(material.sound, material.speech)
    pauses = find_pauses(material.sound, material.speech, material.profile.minimum_pause_s)
    speaking_s = speaking_time_s(material.extent, pauses)
    phrases = [run for run in stretches(material.extent, pauses) if run.length_s >= SHORTEST_PHRASE_S]
    unvoiced = first([missing_speech(speaking_s), "" if track.voiced_s >= VOICED_S else "no_pitch"])
    measures = (
        given(unvoiced, PITCH_MEDIAN, lambda: measured(PITCH_MEDIAN, float(np.median(track.voiced)))),
        given(unvoiced, PITCH_RANGE, lambda: measured(PITCH_RANGE, _range(track))),
        *_variation(material, track, first([unvoiced, missing_speech(speaking_s, VARIATION_SPEECH_S)])),
        _rises(track, phrases, missing_speech(speaking_s)),
        _loudness(material.sound, phrases, missing_speech(speaking_s)),
    )
    words = material.transcript.words if material.transcript.words_count_on else ()
    return Findings(measures, emphasized_words=find_emphasis(words, material.sound, track))


def _range(track: PitchTrack) -> float:
    low, high = np.percentile(semitones(track.voiced), _RANGE_PERCENTILES)
    return float(high - low)


def _variation(material: Material, track: PitchTrack, missing: str) -> tuple[Measure, ...]:
    windows = melodies(track, material.extent)
    missing = first([missing, "" if windows else "no_pitch"])
    variations = [window.variation for window in windows]
    mean = fmean(variations) if variations else 0.0
    return (
        given(missing, PITCH_SD, lambda: measured(PITCH_SD, fmean(w.semitones for w in windows))),
        given(
            missing,
            PITCH_VARIATION,
            lambda: measured(
                PITCH_VARIATION,
                mean,
                scale_of(PITCH_VARIATION, material),
                interval=intervals.around(mean, variations[::2]),  # windows overlap by half
            ),
        ),
        given(missing, MONOTONE_SHARE, lambda: _monotone(material, windows)),
    )


def _monotone(material: Material, windows: Sequence[Melody]) -> Measure:
    scale = pitch_variation_scale(material.profile)
    flat = [window for window in windows if scale.band(window.variation) == MONOTONE]
    return measured(
        MONOTONE_SHARE,
        len(flat) / len(windows),
        spans=[ListenTo(s.start_s, s.end_s, "the pitch hardly moves") for s in _joined(flat)[:MOST_SPANS]],
        interval=intervals.of_share(len(flat), len(windows)),
    )


def _joined(windows: Sequence[Melody]) -> list[Span]:
    """Windows overlap: what belongs together is one place, the longest first."""
    spans: list[Span] = []
    for window in windows:
        if spans and window.start_s <= spans[-1].end_s:
            spans[-1] = Span(spans[-1].start_s, window.end_s)
        else:
            spans.append(Span(window.start_s, window.end_s))
    return sorted(spans, key=lambda span: -span.length_s)


def _rises(track: PitchTrack, phrases: Sequence[Span], short: str) -> Measure:
    ends = [(phrase, final_movement(track, phrase)) for phrase in phrases]
    known = [(phrase, moved) for phrase, moved in ends if moved is not None]
    rising = [(phrase, moved) for phrase, moved in known if moved > RISE_SEMITONES]
    return given(
        first([short, _too_few(known)]),
        TERMINAL_RISES,
        lambda: measured(
            TERMINAL_RISES,
            len(rising) / len(known),
            spans=[
                ListenTo(
                    round(phrase.end_s - 1, 3), round(phrase.end_s, 3), f"rises by {moved:.0f} semitones"
                )
                for phrase, moved in rising[:MOST_SPANS]
            ],
            interval=intervals.of_share(len(rising), len(known)),
        ),
    )


def _loudness(sound: SoundTrack, phrases: Sequence[Span], short: str) -> Measure:
    levels = [level for phrase in phrases if (level := _level(sound, phrase)) is not None]
    return given(
        first([short, _too_few(levels)]),
        LOUDNESS_VARIATION,
        lambda: measured(LOUDNESS_VARIATION, stdev(levels)),
    )


def _level(sound: SoundTrack, phrase: Span) -> float | None:
    """Mean power in dB; None where the audio ends before."""
    levels = sound.level_db[round(phrase.start_s / sound.hop_s) : round(phrase.end_s / sound.hop_s)]
    return float(10 * np.log10(np.mean(10 ** (levels / 10)))) if len(levels) else None


def _too_few(phrases: Sequence[object]) -> str:
    return "too_few_phrases" if len(phrases) < MINIMUM_PHRASES else ""
