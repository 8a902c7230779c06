"""How long a sound stays the same: a filled pause is held, a vowel of a word is on its way elsewhere.

Held means that the spectral envelope hardly moves and the level does not fall: "voiced, stable formants, 0.2
to 1.0 s" as filled pauses are described, without the pitch, which no tracker finds in a creaking or hoarse
voice, where it matters most.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from services.transcribe.domain.audio import Span

HOP_S = 0.01
_WINDOW = 400
_HOP = 160
_FFT = 1024
_BANDS = 26
_SHAPE = slice(1, 9)
"""Cepstral coefficients that describe the envelope; the first is the level, the higher ones the pitch."""
_REACH = 2
"""Frames on both sides whose difference is the movement."""
MOVES = 0.6
"""Movement of the envelope from which the sound is changing."""
FALLS = 2.3
"""Natural logarithm of power below that of the sound's middle from which it has ended: 10 dB."""

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Contour:
    """Movement and level of a piece, every `HOP_S`."""

    movement: Floats
    level: Floats

    def held(self, around: Span) -> Span:
        """The stretch around the middle of a span over which it is held; empty where it moves there."""
        first = last = min(int(around.middle_s / HOP_S), self.level.size - 1)
        floor = float(np.median(self.level[int(around.start_s / HOP_S) : first + 1])) - FALLS
        holds = (self.movement < MOVES) & (self.level > floor)
        while first > 0 and holds[first - 1]:
            first -= 1
        while last + 1 < holds.size and holds[last + 1]:
            last += 1
        return Span(first * HOP_S, last * HOP_S)


def contour(samples: NDArray[np.int16]) -> Contour:
    """Of at least one window of samples."""
    frames = np.lib.stride_tricks.sliding_window_view(samples.astype(np.float32), _WINDOW)[::_HOP]
    power = np.abs(np.fft.rfft(frames * np.hamming(_WINDOW), _FFT, axis=1)) ** 2
    bands = np.log(np.add.reduceat(power, _edges(), axis=1)[:, :_BANDS] + 1.0)
    turns = np.cos(np.pi / _BANDS * np.outer(np.arange(_BANDS)[_SHAPE], np.arange(_BANDS) + 0.5))
    shape = bands @ turns.T / _BANDS
    movement = np.zeros(len(shape))
    movement[_REACH:-_REACH] = np.linalg.norm(shape[2 * _REACH :] - shape[: -2 * _REACH], axis=1)
    return Contour(_smoothed(movement), bands.mean(axis=1))


def _edges() -> NDArray[np.intp]:
    """First bins of the bands, equally spaced in mel."""
    top = 2595 * np.log10(1 + 8000 / 700)
    hertz = 700 * (10 ** (np.linspace(0, top, _BANDS + 1) / 2595) - 1)
    return np.asarray(np.floor(hertz * _FFT / 16_000), np.intp)


def _smoothed(values: Floats) -> Floats:
    """Running median of five."""
    padded = np.pad(values, 2, mode="edge")
    return np.asarray(np.median(np.lib.stride_tricks.sliding_window_view(padded, 5), axis=1))
