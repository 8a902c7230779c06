"""Loudness as broadcasters measure it (ITU-R BS.1770-4, EBU Tech 3342), from the power of each 10 ms.

Computed from the spectra that listening has made already; a test holds it to the library pyloudnorm, which
needs the whole recording in memory at once.
"""

import numpy as np
from numpy.typing import NDArray

_RATE = 48_000
"""The coefficients of the standard are for this sample rate."""
_SHELF = ((1.53512485958697, -2.69169618940638, 1.19839281085285), (1, -1.69065929318241, 0.73248077421585))
_HIGH_PASS = ((1.0, -2.0, 1.0), (1, -1.99004745483398, 0.99007225036621))
_OFFSET_LU = -0.691
_BLOCK, _BLOCK_HOP = 40, 10
"""400 ms, each 100 ms."""
_SHORT_TERM, _SHORT_TERM_HOP = 300, 100
"""3 s, each second."""
_SILENCE_LUFS = -70.0
_GATE_LU, _RANGE_GATE_LU = 10.0, 20.0
_RANGE_PERCENTILES = (10, 95)

Powers = NDArray[np.float32]


def ear_weights(frequencies: NDArray[np.floating]) -> NDArray[np.float64]:
    """The power gain of the standard's K weighting at each frequency, Hz."""
    z = np.exp(-2j * np.pi * frequencies / _RATE)
    gain = np.ones(len(frequencies))
    for numerator, denominator in (_SHELF, _HIGH_PASS):
        gain *= np.abs(np.polyval(numerator[::-1], z) / np.polyval(denominator[::-1], z)) ** 2
    return gain


def integrated_lufs(powers: Powers) -> float | None:
    """Of a whole recording; None where all of it is silence."""
    blocks = _averages(powers, _BLOCK, _BLOCK_HOP)
    loud = _above(blocks, _SILENCE_LUFS)
    if not len(loud):
        return None
    return _lufs(_above(loud, _lufs(loud.mean()) - _GATE_LU).mean())


def range_lu(powers: Powers) -> float | None:
    """The loudness range; None where all of it is silence, or it is shorter than 3 s."""
    loud = _above(_averages(powers, _SHORT_TERM, _SHORT_TERM_HOP), _SILENCE_LUFS)
    if not len(loud):
        return None
    gated = _above(loud, _lufs(loud.mean()) - _RANGE_GATE_LU)
    low, high = np.percentile(10 * np.log10(gated), _RANGE_PERCENTILES)
    return float(high - low)


def _averages(powers: Powers, length: int, hop: int) -> NDArray[np.float64]:
    if len(powers) < length:
        return np.zeros(0)
    sums = np.concatenate([[0.0], np.cumsum(powers, dtype=np.float64)])
    starts = np.arange(0, len(powers) - length + 1, hop)
    return np.asarray((sums[starts + length] - sums[starts]) / length, np.float64)


def _above(powers: NDArray[np.float64], lufs: float) -> NDArray[np.float64]:
    return powers[powers > 10 ** ((lufs - _OFFSET_LU) / 10)]


def _lufs(power: float) -> float:
    return float(_OFFSET_LU + 10 * np.log10(power))
