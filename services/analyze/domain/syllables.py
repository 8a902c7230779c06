"""Syllable nuclei in the audio, in the manner of De Jong & Wempe 2009, without Praat.

A nucleus is a peak of the smoothed vowel level that is loud enough, separated from its neighbours by
a dip, inside speech, and voiced. The four constants were chosen on native readings and monologues and
on sentences of non-native adults and children; docs/metrics.md has what was measured.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from services.analyze.domain.material import SoundTrack, Span

SMOOTHING_S = 0.025
DIP_DB = 1.0
BELOW_LOUDEST_DB = 25.0
MINIMUM_PERIODICITY = 0.4
_EDGE_S = 0.05
"""Voice activity may begin this much late and end this much early."""
_LOUDEST_PERCENTILE = 95

Levels = NDArray[np.float32]


def find_nuclei(sound: SoundTrack, speech: Sequence[Span]) -> NDArray[np.float64]:
    """The times of the syllable nuclei, in order."""
    inside = sound.frames_within(speech, _EDGE_S)
    if not inside.any():
        return np.zeros(0)
    smooth = _smoothed(sound.vowel_db, SMOOTHING_S / sound.hop_s)
    floor = float(np.percentile(smooth[inside], _LOUDEST_PERCENTILE)) - BELOW_LOUDEST_DB
    voiced = _widened(sound.periodicity) > MINIMUM_PERIODICITY
    peaks = np.asarray(_peaks(smooth, DIP_DB), dtype=np.int64)
    return np.asarray(
        peaks[inside[peaks] & voiced[peaks] & (smooth[peaks] > floor)] * sound.hop_s, np.float64
    )


def _peaks(levels: Levels, dip: float) -> list[int]:
    """The tops between dips of at least `dip`, in one pass."""
    tops: list[int] = []
    rising, extreme, top = True, -np.inf, 0
    for index, level in enumerate(levels.tolist()):
        if rising and level > extreme:
            extreme, top = level, index
        elif rising and level < extreme - dip:
            tops.append(top)
            rising, extreme = False, level
        elif not rising and level < extreme:
            extreme = level
        elif not rising and level > extreme + dip:
            rising, extreme, top = True, level, index
    if rising and len(levels):
        tops.append(top)
    return tops


def _smoothed(levels: Levels, deviation: float) -> Levels:
    reach = int(np.ceil(3 * deviation))
    kernel = np.exp(-0.5 * (np.arange(-reach, reach + 1) / deviation) ** 2)
    padded = np.pad(levels, reach, mode="edge")
    return np.asarray(np.convolve(padded, kernel / kernel.sum(), mode="valid"), np.float32)


def _widened(track: Levels) -> Levels:
    """The highest of each frame and its two neighbours."""
    padded = np.pad(track, 1, mode="edge")
    return np.maximum(np.maximum(padded[:-2], padded[1:-1]), padded[2:])
