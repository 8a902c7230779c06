"""What the frame network sees: how each band of the spectrum moves within a fifth of a second."""

from functools import cache

import numpy as np
from numpy.typing import NDArray

SAMPLE_RATE = 16_000
HOP = 160
WINDOW = 400
TRANSFORM = 512
BANDS = 26
LOWEST_HZ, HIGHEST_HZ = 80.0, 7600.0
WARPS = (1.0, 0.9, 1.1)
"""Factors of all frequencies; above 1 a short vocal tract, such as a child's, is read as a longer one."""
REACH = 10
"""Frames before and after."""
SHAPES = 8
"""Cosines by which a band's movement is described."""
INPUTS = BANDS * SHAPES
_PRE_EMPHASIS = 0.97
_FLOOR = 1e-4
"""60 dB below the level to which recordings are brought."""

Floats = NDArray[np.float32]


def band_levels(samples: Floats, frames: int) -> tuple[Floats, ...]:
    """Logarithmic levels for each of WARPS, [frame, band]."""
    emphasised = np.append(samples[:1], samples[1:] - _PRE_EMPHASIS * samples[:-1]).astype(np.float32)
    needed = (frames - 1) * HOP + WINDOW
    padded = np.pad(emphasised[:needed], (0, max(0, needed - len(emphasised))))
    views = np.lib.stride_tricks.sliding_window_view(padded, WINDOW)[::HOP][:frames]
    spectrum = np.fft.rfft(views * np.hanning(WINDOW).astype(np.float32), TRANSFORM, axis=1)
    power = (spectrum.real**2 + spectrum.imag**2).astype(np.float32)
    return tuple(np.asarray(np.log(power @ _filters(warp) + _FLOOR), np.float32) for warp in WARPS)


def trajectories(levels: Floats) -> Floats:
    """The movements around each frame, [frame, band * shape]."""
    padded = np.pad(levels, ((REACH, REACH), (0, 0)), mode="edge")
    windows = np.lib.stride_tricks.sliding_window_view(padded, 2 * REACH + 1, axis=0)
    return np.asarray((windows @ _cosines()).reshape(len(levels), -1), np.float32)


@cache
def _filters(warp: float) -> Floats:
    """Triangles that are equally wide in mel, [bin, band]."""
    low, high = _mel(np.array([LOWEST_HZ, HIGHEST_HZ]))
    edges = np.minimum(_hertz(np.linspace(low, high, BANDS + 2)) * warp, SAMPLE_RATE / 2)
    bins = np.arange(TRANSFORM // 2 + 1)[:, None] * SAMPLE_RATE / TRANSFORM
    rising = (bins - edges[:-2]) / np.maximum(edges[1:-1] - edges[:-2], 1.0)
    falling = (edges[2:] - bins) / np.maximum(edges[2:] - edges[1:-1], 1.0)
    return np.asarray(np.maximum(0.0, np.minimum(rising, falling)), np.float32)


@cache
def _cosines() -> Floats:
    times = np.arange(2 * REACH + 1)[:, None]
    shapes = np.cos(np.pi * (times + 0.5) * np.arange(SHAPES) / (2 * REACH + 1))
    taper = np.hamming(2 * REACH + 1)[:, None]
    tapered = shapes * taper
    return np.asarray(tapered / np.abs(tapered).sum(axis=0), np.float32)


def _mel(hertz: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(2595 * np.log10(1 + hertz / 700))


def _hertz(mel: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(700 * (10 ** (mel / 2595) - 1))
