"""The gaps in speech: those of the voice activity, corrected where the sound plainly contradicts it.

Voice activity holds on for a while in noise and so bridges short pauses, and it passes over a syllable that
stands alone between two of them.
"""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from services.analyze.domain.material import SoundTrack, Span

MINIMUM_CONTRAST_DB = 6.0
"""With less between gaps and speech, as in noise, the energy says nothing."""
WIDEST_CONTRAST_DB = 50.0
"""Silence may be digital, and then as far below speech as numbers go; a room is never quieter than this."""
QUIET = 0.35
"""Below this part of the way from the background to speech, in dB, a frame is as quiet as a gap."""
LOUD, VOICED = 0.5, 0.6
"""Above this part of the way, and periodic, a frame is speech."""
SMOOTHING = np.full(7, 1 / 7)
"""Frames: a background of voices is not quiet in every one."""
SHORTEST_BRIDGED_S = 0.2
"""The silence within a consonant is shorter."""
SHORTEST_SYLLABLE_S = 0.06
_FLOOR_PERCENTILE, _QUIETEST_PERCENTILE, _SPEECH_PERCENTILE = 35, 5, 70
_LEAST_BACKGROUND = 10
"""Frames outside the speech from which the background is known."""

Mask = NDArray[np.bool_]


def find_gaps(sound: SoundTrack, speech: Sequence[Span]) -> list[Span]:
    """Inside the speech, in order."""
    gaps = [Span(before.end_s, after.start_s) for before, after in pairwise(speech)]
    levels = _background_and_contrast(sound, speech)
    if levels is None:
        return gaps
    floor, contrast = levels
    loud = (sound.level_db > floor + LOUD * contrast) & (sound.periodicity > VOICED)
    quiet = np.convolve(sound.level_db, SMOOTHING, mode="same") < floor + QUIET * contrast
    bridged = _runs(quiet, sound.hop_s, SHORTEST_BRIDGED_S)
    whole = [piece for gap in gaps for piece in _without_syllables(gap, loud, sound.hop_s)]
    return joined([*whole, *bridged], Span(speech[0].start_s, speech[-1].end_s))


def _background_and_contrast(sound: SoundTrack, speech: Sequence[Span]) -> tuple[float, float] | None:
    """Levels in dB of what is not speech, and how far speech lies above it; None where that is not far."""
    inside = sound.frames_within(speech)
    if not inside.any():
        return None
    if (~inside).sum() >= _LEAST_BACKGROUND:
        floor = float(np.percentile(sound.level_db[~inside], _FLOOR_PERCENTILE))
    else:
        floor = float(np.percentile(sound.level_db, _QUIETEST_PERCENTILE))
    contrast = float(np.percentile(sound.level_db[inside], _SPEECH_PERCENTILE)) - floor
    return (floor, min(contrast, WIDEST_CONTRAST_DB)) if contrast >= MINIMUM_CONTRAST_DB else None


def _without_syllables(gap: Span, loud: Mask, hop_s: float) -> list[Span]:
    first = round(gap.start_s / hop_s)
    spoken = _runs(loud[first : round(gap.end_s / hop_s)], hop_s, SHORTEST_SYLLABLE_S)
    starts = [gap.start_s, *(first * hop_s + run.end_s for run in spoken)]
    ends = [*(first * hop_s + run.start_s for run in spoken), gap.end_s]
    return [Span(start, end) for start, end in zip(starts, ends, strict=True) if end > start]


def _runs(mask: Mask, hop_s: float, shortest_s: float) -> list[Span]:
    """Where the mask holds for long enough."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], mask, [False]])))
    lengths = (edges[1::2] - edges[::2]) * hop_s
    kept = zip(edges[::2][lengths >= shortest_s], edges[1::2][lengths >= shortest_s], strict=True)
    return [Span(float(start) * hop_s, float(end) * hop_s) for start, end in kept]


def joined(gaps: Sequence[Span], extent: Span) -> list[Span]:
    """Gaps that touch are one; what reaches the end of the speech is none."""
    merged: list[Span] = []
    for gap in sorted(gaps, key=lambda gap: gap.start_s):
        if merged and gap.start_s <= merged[-1].end_s:
            merged[-1] = Span(merged[-1].start_s, max(merged[-1].end_s, gap.end_s))
        else:
            merged.append(gap)
    return [gap for gap in merged if gap.start_s > extent.start_s and gap.end_s < extent.end_s]
