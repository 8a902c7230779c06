"""Sounds that are held: a filled pause stays the same, a vowel of a word is on its way elsewhere.

Held means that the spectral envelope hardly moves and the level does not fall: "voiced, stable formants, 0.2
to 1.0 s" as filled pauses are described, without the pitch, which no tracker finds in a creaking or hoarse
voice, where it matters most.
"""

import numpy as np
from numpy.typing import NDArray

from services.transcribe.domain.audio import Span

SHORTEST_S = 0.2
LONGEST_S = 1.2
HOP_S = 0.01
_WINDOW = 400
_HOP = 160
_FFT = 1024
_BANDS = 26
_SHAPE = np.arange(1, 9)
"""Cepstral coefficients that describe the envelope; the first is the level, the higher ones the pitch."""
_REACH = 2
"""Frames on both sides whose difference is the movement."""
_MOVES = 0.6
"""Movement of the envelope from which the sound is changing."""
_LOUD = 95
"""The percentile of the levels that stands for loud speech."""
_FALLS = 3.5
"""Natural logarithm of power below loud speech from which a sound is none of the voice: 15 dB."""

Floats = NDArray[np.float64]


def held_sounds(samples: NDArray[np.int16]) -> list[Span]:
    """In order, in seconds from the first sample; none in less than a window of samples."""
    if samples.size < _WINDOW:
        return []
    bands = _bands(samples)
    level = bands.mean(axis=1)
    held = (_movement(bands) < _MOVES) & (level > np.percentile(level, _LOUD) - _FALLS)
    edges = [int(edge) for edge in np.flatnonzero(np.diff(np.concatenate(([False], held, [False]))))]
    spans = (Span(first * HOP_S, last * HOP_S) for first, last in zip(edges[::2], edges[1::2], strict=True))
    return [span for span in spans if SHORTEST_S <= span.duration_s <= LONGEST_S]


def _bands(samples: NDArray[np.int16]) -> Floats:
    """Logarithms of the power in each band of each frame."""
    frames = np.lib.stride_tricks.sliding_window_view(samples.astype(np.float32), _WINDOW)[::_HOP]
    power = np.abs(np.fft.rfft(frames * np.hamming(_WINDOW), _FFT, axis=1)) ** 2
    return np.asarray(np.log(np.add.reduceat(power, _edges(), axis=1)[:, :_BANDS] + 1.0))


def _edges() -> NDArray[np.intp]:
    """First bins of the bands, equally spaced in mel."""
    top = 2595 * np.log10(1 + 8000 / 700)
    hertz = 700 * (10 ** (np.linspace(0, top, _BANDS + 1) / 2595) - 1)
    return np.asarray(np.floor(hertz * _FFT / 16_000), np.intp)


def _movement(bands: Floats) -> Floats:
    """How far the envelope moves around each frame: the running median of five."""
    cosines = np.cos(np.pi / _BANDS * np.outer(_SHAPE, np.arange(_BANDS) + 0.5))
    shape = np.pad(bands @ cosines.T / _BANDS, ((_REACH, _REACH), (0, 0)), mode="edge")
    movement = np.linalg.norm(shape[2 * _REACH :] - shape[: -2 * _REACH], axis=1)
    padded = np.pad(movement, 2, mode="edge")
    return np.asarray(np.median(np.lib.stride_tricks.sliding_window_view(padded, 5), axis=1))
