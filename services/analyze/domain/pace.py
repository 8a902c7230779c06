"""Pace over time: windows of 10 s, one each 5 s, from the first to the last speech."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from services.analyze.domain.definitions.pace_measures import (
    FAST,
    SLOW,
    SYLLABLES_PER_WORD,
    syllables_scale,
)
from services.analyze.domain.material import Material, Span
from services.analyze.domain.scales import Scale

WINDOW_S = 10.0
HOP_S = 5.0
SILENT_BELOW_S = 1.0
"""A window with less speech than this says nothing about pace."""
_REST_S = 0.5
"""A rest of the recording that is longer than this gets a last window, which ends with the speech."""
SILENT, IDEAL = "silent", "ideal"


@dataclass(frozen=True)
class PaceWindow:
    start_s: float
    end_s: float
    syllables_per_s: float
    words_per_min: float | None
    # slow, ideal, fast, silent, or empty where the language has no bands
    band: str


def pace_windows(material: Material, nuclei: NDArray[np.float64]) -> tuple[PaceWindow, ...]:
    words = _word_times(material)
    starts = _starts(material.extent)
    spoken = _spoken_until(material.speech, np.array([[start, start + WINDOW_S] for start in starts]))
    scale = rate_scale(material) if material.is_english else None
    return tuple(
        PaceWindow(
            start_s=round(start_s, 3),
            end_s=round(start_s + WINDOW_S, 3),
            syllables_per_s=round(_count(nuclei, start_s) / WINDOW_S, 3),
            words_per_min=None if words is None else round(_count(words, start_s) * 60 / WINDOW_S, 1),
            band=_band(scale, float(until[1] - until[0]), _count(nuclei, start_s)),
        )
        for start_s, until in zip(starts, spoken, strict=True)
    )


def is_spoken(window: PaceWindow) -> bool:
    return window.band != SILENT


def rate_scale(material: Material) -> Scale:
    """The profile's bands in syllables, at this speech's own syllables per word where they are known."""
    per_word = material.syllables_per_word or SYLLABLES_PER_WORD
    return syllables_scale(material.profile, per_word)


def variation(windows: Sequence[PaceWindow]) -> float | None:
    """Standard deviation by mean of the spoken windows; None where there is no telling."""
    rates = np.array([window.syllables_per_s for window in windows if is_spoken(window)])
    if len(rates) < 2 or rates.mean() <= 0:
        return None
    return float(rates.std() / rates.mean())


def _starts(extent: Span) -> list[float]:
    if extent.length_s < WINDOW_S:
        return []
    count = int((extent.length_s - WINDOW_S) / HOP_S + 1e-9) + 1
    starts = [extent.start_s + HOP_S * index for index in range(count)]
    if extent.end_s - (starts[-1] + WINDOW_S) > _REST_S:
        starts.append(extent.end_s - WINDOW_S)
    return starts


def _word_times(material: Material) -> NDArray[np.float64] | None:
    if not material.transcript.words_count_on:
        return None
    return np.array([word.middle_s for word in material.transcript.words if not word.is_filler])


def _count(times: NDArray[np.float64], start_s: float) -> int:
    return int(np.searchsorted(times, start_s + WINDOW_S) - np.searchsorted(times, start_s))


def _band(scale: Scale | None, speech_s: float, syllables: int) -> str:
    """By the profile's acceptable range: a single window is too short to ask for the ideal one."""
    if speech_s < SILENT_BELOW_S:
        return SILENT
    if scale is None:
        return ""
    band = scale.band(syllables / WINDOW_S)
    return band if band in {SLOW, FAST} else IDEAL


def _spoken_until(speech: Sequence[Span], times: NDArray[np.float64]) -> NDArray[np.float64]:
    """Seconds of speech before each of the times."""
    edges = np.array([edge for span in speech for edge in (span.start_s, span.end_s)])
    lengths = np.array([length for span in speech for length in (0.0, span.length_s)])
    return np.asarray(np.interp(times, edges, np.cumsum(lengths)), np.float64)
