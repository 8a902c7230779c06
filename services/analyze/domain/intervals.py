"""95 % intervals: how far a value would move if the same speaker spoke again in the same way."""

import math
from collections.abc import Sequence
from statistics import fmean, stdev

Interval = tuple[float, float]
_Z = 1.96
"""Quantile of the normal distribution at 97.5 %."""


def of_rate(count: int, per: float) -> Interval:
    """Of a number of events in `per` units of time or words (Poisson; Byar's approximation)."""
    high = _byar(count + 1, _Z)
    return (_byar(count, -_Z) if count else 0.0) / per, high / per


def of_share(hits: int, total: int) -> Interval:
    """Of a share of independent cases (Wilson 1927)."""
    share, shrink = hits / total, 1 + _Z**2 / total
    middle = (share + _Z**2 / (2 * total)) / shrink
    reach = _Z / shrink * math.sqrt(share * (1 - share) / total + _Z**2 / (4 * total**2))
    return max(0.0, middle - reach), min(1.0, middle + reach)


def around(value: float, parts: Sequence[float]) -> Interval | None:
    """Of a value by how much it varies from part to part (normal); None with fewer than three parts."""
    if len(parts) < 3 or fmean(parts) <= 0:
        return None
    reach = value * _Z * stdev(parts) / math.sqrt(len(parts)) / fmean(parts)
    return value - reach, value + reach


def _byar(count: int, z: float) -> float:
    return float(count * max(0.0, 1 - 1 / (9 * count) + z / (3 * math.sqrt(count))) ** 3)
