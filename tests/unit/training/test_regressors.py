"""The plain arrays say what scikit-learn's own objects say, and training is the same every time."""

import numpy as np
import pytest
from sklearn.ensemble import HistGradientBoostingRegressor

from training.regressors import Forest, Line, Net

RANDOM = np.random.default_rng(0)
INPUTS = RANDOM.normal(0, 1, (600, 12)).astype(np.float32)
TARGETS = (INPUTS[:, 0] * 2 + np.abs(INPUTS[:, 1]) + RANDOM.normal(0, 0.1, 600)).astype(np.float32)


def test_trees_say_what_the_forest_said(monkeypatch: pytest.MonkeyPatch) -> None:
    grown: list[HistGradientBoostingRegressor] = []
    fit = HistGradientBoostingRegressor.fit

    def remember(self: HistGradientBoostingRegressor, *arguments: object) -> HistGradientBoostingRegressor:
        grown.append(self)
        return fit(self, *arguments)

    monkeypatch.setattr(HistGradientBoostingRegressor, "fit", remember)
    trees = Forest(trees=30, leaves=8, columns=10).fit(INPUTS, TARGETS)
    np.testing.assert_allclose(trees(INPUTS), grown[0].predict(INPUTS[:, :10]), atol=1e-4)


@pytest.mark.parametrize("kind", [Forest(trees=60, leaves=8), Line(1.0), Net((16,), epochs=400, dropout=0.0)])
def test_each_learns_and_learns_the_same_again(kind: Forest | Line | Net) -> None:
    first, second = (kind.fit(INPUTS, TARGETS)(INPUTS).reshape(-1) for _ in range(2))
    assert np.corrcoef(first, TARGETS)[0, 1] > 0.9
    np.testing.assert_array_equal(first, second)
