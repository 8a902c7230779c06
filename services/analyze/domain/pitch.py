"""The melody of a voice: where it has a pitch, how that varies, and how phrases end.

The pitch itself comes with the sound track. Here the speaker's own range tells pitches from errors of an
octave (De Looze & Hirst 2008), and what jumps faster than a voice can is left out.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from services.analyze.domain.material import SoundTrack, Span

VOICED = 0.5
"""From this periodicity on a frame has a pitch."""
BELOW_LOUDEST_DB = 30.0
LOUDEST_PERCENTILE = 95
OWN_RANGE = (0.75, 1.5)
"""A speaker's pitches lie between these parts of the lower and of the upper quartile."""
FASTEST_OCTAVES = 0.15
"""Between two frames, 10 ms: no voice moves by more."""
SHORTEST_RUN = 4
"""Frames; a shorter run between two jumps is an error."""
WINDOW_S, HOP_S = 10.0, 5.0
VOICED_OF_WINDOW_S = 1.5
"""A window with less voice than this says nothing about its melody."""
TAIL_S, LAST_S = 0.5, 0.1
"""The end of a phrase, and the very end of it."""
RISE_SEMITONES = 2.0

Hertz = NDArray[np.float64]


@dataclass(frozen=True)
class Melody:
    """How the pitch moves within one window of 10 s."""

    start_s: float
    end_s: float
    # Standard deviation by mean, of Hz.
    variation: float
    # Standard deviation.
    semitones: float


@dataclass(frozen=True, eq=False)
class PitchTrack:
    """The pitch of each frame in Hz, 0 where there is none."""

    hop_s: float
    hertz: Hertz

    @property
    def voiced(self) -> Hertz:
        return self.hertz[self.hertz > 0]

    @property
    def voiced_s(self) -> float:
        return len(self.voiced) * self.hop_s

    def between(self, start_s: float, end_s: float) -> Hertz:
        found = self.hertz[max(0, round(start_s / self.hop_s)) : max(0, round(end_s / self.hop_s))]
        return found[found > 0]


def track_pitch(sound: SoundTrack, speech: Sequence[Span]) -> PitchTrack:
    inside = sound.frames_within(speech)
    if not inside.any():
        return PitchTrack(sound.hop_s, np.zeros(0))
    loudest = float(np.percentile(sound.vowel_db[inside], LOUDEST_PERCENTILE))
    spoken = inside & (sound.periodicity >= VOICED) & (sound.vowel_db > loudest - BELOW_LOUDEST_DB)
    hertz = np.where(spoken, sound.pitch_hz, 0.0).astype(np.float64)
    return PitchTrack(sound.hop_s, _steady(_in_own_range(hertz)))


def melodies(track: PitchTrack, extent: Span) -> tuple[Melody, ...]:
    """One window each 5 s, those with too little voice left out."""
    count = max(0, int((extent.length_s - WINDOW_S) / HOP_S + 1e-9) + 1)
    starts = [extent.start_s + HOP_S * index for index in range(count)]
    found = ((start, track.between(start, start + WINDOW_S)) for start in starts)
    return tuple(
        Melody(
            round(start, 3),
            round(start + WINDOW_S, 3),
            float(hertz.std() / hertz.mean()),
            float(semitones(hertz).std()),
        )
        for start, hertz in found
        if len(hertz) * track.hop_s >= VOICED_OF_WINDOW_S
    )


def semitones(hertz: Hertz) -> Hertz:
    """Above 1 Hz."""
    return np.asarray(12 * np.log2(hertz), np.float64)


def final_movement(track: PitchTrack, phrase: Span) -> float | None:
    """Semitones from the rest of a phrase's tail to its very end; None where there is too little voice."""
    pitches = semitones(track.between(phrase.end_s - TAIL_S, phrase.end_s))
    last = round(LAST_S / track.hop_s)
    if len(pitches) < 2 * last:
        return None
    return float(np.median(pitches[-last:]) - np.median(pitches[:-last]))


def _in_own_range(hertz: Hertz) -> Hertz:
    voiced = hertz[hertz > 0]
    if not len(voiced):
        return hertz
    low, high = np.percentile(voiced, (25, 75))
    own = (hertz >= low * OWN_RANGE[0]) & (hertz <= high * OWN_RANGE[1])
    return np.where(own, hertz, 0.0)


def _steady(hertz: Hertz) -> Hertz:
    """Without the runs between two jumps that are too short to be anything but an error."""
    octaves = np.log2(np.maximum(hertz, 1.0))
    breaks = np.flatnonzero(np.abs(np.diff(octaves)) > FASTEST_OCTAVES) + 1
    steady = hertz.copy()
    for start, end in pairwise([0, *breaks.tolist(), len(hertz)]):
        if end - start < SHORTEST_RUN:
            steady[start:end] = 0.0
    return steady
