"""Pauses: the gaps between stretches of voice activity, their edges refined by the energy.

Voice activity finds a pause and is up to 0.15 s off at its edges, in noise up to 0.3 s late; word times of
a recogniser are worse and are never used.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from services.analyze.domain.material import SoundTrack, Span
from services.analyze.domain.silences import MINIMUM_CONTRAST_DB, WIDEST_CONTRAST_DB, find_gaps, joined

SNAP_S = 0.15
"""How far an edge may move."""
HELD_S = 0.35
"""How much earlier than voice activity says speech may have ended: in noise it holds on."""
CONTEXT_S = 0.5
"""How much speech beside a gap says how loud speech is there."""
CROSSING = 0.4
"""Where between the level of the gap and that of speech the edge lies, in dB."""
BRIEF_S, LONG_S = 0.2, 1.0
"""Campione & Véronis 2002."""
_TOLERANCE_S = 1e-6


@dataclass(frozen=True)
class Pause:
    start_s: float
    end_s: float
    # boundary, mid_clause or unknown
    placement: str = "unknown"
    placement_confidence: float = 0.0
    # The word before it; 0 where unknown.
    after_word_id: int = 0

    @property
    def length_s(self) -> float:
        return self.end_s - self.start_s

    @property
    def middle_s(self) -> float:
        return (self.start_s + self.end_s) / 2

    @property
    def length_class(self) -> str:
        if self.length_s < BRIEF_S:
            return "brief"
        return "long" if self.length_s > LONG_S else "medium"


def find_pauses(sound: SoundTrack, speech: Sequence[Span], minimum_s: float) -> tuple[Pause, ...]:
    """The pauses of at least `minimum_s` inside the speech, in order."""
    if not speech:
        return ()
    refined = [refine(sound, gap) for gap in find_gaps(sound, speech)]
    gaps = joined(refined, Span(speech[0].start_s, speech[-1].end_s))
    return tuple(
        Pause(round(gap.start_s, 3), round(gap.end_s, 3))
        for gap in gaps
        if gap.length_s >= minimum_s - _TOLERANCE_S
    )


def refine(sound: SoundTrack, gap: Span) -> Span:
    """Each edge where the energy crosses from speech to silence or back; else as voice activity has it."""
    inside = _levels(sound, gap.start_s, gap.end_s)
    if not len(inside):
        return gap
    floor = float(np.percentile(inside, 20))
    middle = (gap.start_s + gap.end_s) / 2
    start = _snap_start(sound, gap.start_s, middle, floor)
    end = _snap_end(sound, gap.end_s, middle, floor)
    return Span(start, end) if start < end else gap


def _snap_start(sound: SoundTrack, edge_s: float, middle_s: float, floor: float) -> float:
    threshold = _threshold(_levels(sound, edge_s - CONTEXT_S - HELD_S, edge_s), floor)
    low, high = _frames(sound, edge_s - HELD_S, min(edge_s + SNAP_S, middle_s))
    above = np.flatnonzero(sound.level_db[low:high] > threshold)
    if not len(above) or above[-1] == high - low - 1:
        return edge_s
    return float((low + above[-1] + 0.5) * sound.hop_s)


def _snap_end(sound: SoundTrack, edge_s: float, middle_s: float, floor: float) -> float:
    threshold = _threshold(_levels(sound, edge_s, edge_s + CONTEXT_S), floor)
    low, high = _frames(sound, max(edge_s - SNAP_S, middle_s), edge_s + SNAP_S)
    above = np.flatnonzero(sound.level_db[low:high] > threshold)
    if not len(above) or above[0] == 0:
        return edge_s
    return float((low + above[0] - 0.5) * sound.hop_s)


def _threshold(speech: np.ndarray, floor: float) -> float:
    """The level of the edge; infinite where speech does not stand out, so that nothing crosses it."""
    if not len(speech):
        return float("inf")
    loudness = float(np.percentile(speech, 70))
    contrast = min(loudness - floor, WIDEST_CONTRAST_DB)
    return loudness - (1 - CROSSING) * contrast if contrast >= MINIMUM_CONTRAST_DB else float("inf")


def _levels(sound: SoundTrack, start_s: float, end_s: float) -> np.ndarray:
    low, high = _frames(sound, start_s, end_s)
    return sound.level_db[low:high]


def _frames(sound: SoundTrack, start_s: float, end_s: float) -> tuple[int, int]:
    """The frames whose centres lie within; empty rather than wrong where the audio ends before."""
    count = len(sound.level_db)
    low = min(max(0, round(start_s / sound.hop_s)), count)
    return low, min(max(low, round(end_s / sound.hop_s) + 1), count)


def stretches(extent: Span, pauses: Sequence[Pause]) -> tuple[Span, ...]:
    """The stretches of speech between the pauses."""
    starts = [extent.start_s, *(pause.end_s for pause in pauses)]
    ends = [*(pause.start_s for pause in pauses), extent.end_s]
    return tuple(Span(start, end) for start, end in zip(starts, ends, strict=True) if end > start)


def speaking_time_s(extent: Span, pauses: Sequence[Pause]) -> float:
    return max(0.0, extent.length_s - sum(pause.length_s for pause in pauses))
