"""How a value becomes a band and, where one is defined, a score.

Scores are inverted U's with a plateau: more is not better (Rodero 2022). A score is piecewise linear
between its points and constant beyond the first and the last.
"""

from bisect import bisect_right
from dataclasses import dataclass
from itertools import pairwise

IDEAL = "ideal"
ACCEPTABLE = "acceptable"


@dataclass(frozen=True)
class Scale:
    """`edges` cut the axis; `bands` names the pieces, one more than edges; `curve` is (value, score)."""

    edges: tuple[float, ...]
    bands: tuple[str, ...]
    ideal_low: float | None = None
    ideal_high: float | None = None
    curve: tuple[tuple[float, float], ...] = ()

    def __post_init__(self) -> None:
        assert len(self.bands) == len(self.edges) + 1
        assert all(low < high for low, high in pairwise(self.edges))
        assert all(low[0] < high[0] for low, high in pairwise(self.curve))

    def band(self, value: float) -> str:
        return self.bands[bisect_right(self.edges, value)]

    def score(self, value: float) -> float | None:
        if not self.curve:
            return None
        if value <= self.curve[0][0]:
            return self.curve[0][1]
        for (x0, y0), (x1, y1) in pairwise(self.curve):
            if value <= x1:
                return y0 + (y1 - y0) * (value - x0) / (x1 - x0)
        return self.curve[-1][1]


def plateau(acceptable: tuple[float, float], ideal: tuple[float, float], below: str, above: str) -> Scale:
    """100 in the ideal band, 60 at the edges of the acceptable one, 0 at half and at 1.5 times them."""
    return Scale(
        edges=(acceptable[0], ideal[0], ideal[1], acceptable[1]),
        bands=(below, ACCEPTABLE, IDEAL, ACCEPTABLE, above),
        ideal_low=ideal[0],
        ideal_high=ideal[1],
        curve=(
            (acceptable[0] * 0.5, 0),
            (acceptable[0], 60),
            (ideal[0], 100),
            (ideal[1], 100),
            (acceptable[1], 60),
            (acceptable[1] * 1.5, 0),
        ),
    )


def at_most(ok: float, warn: float, above: str) -> Scale:
    """Fewer is better: 100 up to `ok`, 60 at `warn`, 0 at three times `warn`."""
    return Scale((ok, warn), (IDEAL, ACCEPTABLE, above), None, ok, ((ok, 100), (warn, 60), (warn * 3, 0)))


def at_least(ok: float, warn: float, below: str) -> Scale:
    """More is better: 100 from `ok` up, 60 at `warn`, 0 at nothing."""
    return Scale((warn, ok), (below, ACCEPTABLE, IDEAL), ok, None, ((0, 0), (warn, 60), (ok, 100)))
