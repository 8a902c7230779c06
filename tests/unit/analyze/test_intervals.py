"""Intervals against values of tables, and what must hold of any."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.analyze.domain.intervals import around, of_rate, of_share


@pytest.mark.parametrize(
    ("count", "low", "high"),
    [(0, 0, 3.69), (1, 0.03, 5.57), (5, 1.62, 11.67), (10, 4.80, 18.39), (100, 81.36, 121.6)],
)
def test_of_a_count_as_the_tables_of_poisson(count: int, low: float, high: float) -> None:
    assert of_rate(count, 1.0) == (pytest.approx(low, abs=0.1), pytest.approx(high, abs=0.3))


@pytest.mark.parametrize(
    ("hits", "total", "low", "high"), [(0, 10, 0, 0.278), (5, 10, 0.237, 0.763), (10, 10, 0.722, 1)]
)
def test_of_a_share_as_wilson_has_it(hits: int, total: int, low: float, high: float) -> None:
    assert of_share(hits, total) == (pytest.approx(low, abs=0.001), pytest.approx(high, abs=0.001))


def test_around_a_mean() -> None:
    assert around(10.0, [8.0, 10.0, 12.0]) == (
        pytest.approx(10 - 2.263, abs=0.01),
        pytest.approx(12.263, abs=0.01),
    )
    assert around(10.0, [10.0, 10.0]) is None
    assert around(0.0, [0.0, 0.0, 0.0]) is None


@given(st.integers(0, 5000), st.floats(0.01, 1000))
def test_a_rate_lies_within_its_interval(count: int, per: float) -> None:
    low, high = of_rate(count, per)
    assert 0 <= low <= count / per <= high


@given(st.integers(1, 5000), st.data())
def test_a_share_lies_within_its_interval_and_that_within_0_and_1(total: int, data: st.DataObject) -> None:
    hits = data.draw(st.integers(0, total))
    low, high = of_share(hits, total)
    assert 0 <= low <= hits / total + 1e-9
    assert hits / total - 1e-9 <= high <= 1
