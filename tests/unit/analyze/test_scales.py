"""Bands and scores."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.analyze.domain.definitions import MEASURES
from services.analyze.domain.scales import ACCEPTABLE, IDEAL, at_least, at_most, plateau
from tests.builders.analyze_material import PROFILES

PACE = plateau((110, 180), (130, 165), "slow", "fast")
SCALES = [
    (definition, profile, definition.scale(profile))
    for definition in MEASURES.values()
    for profile in PROFILES.values()
    if definition.scale
]
values = st.floats(min_value=0, max_value=1e6, allow_nan=False)


@pytest.mark.parametrize(
    ("value", "band", "score"),
    [
        (0, "slow", 0),
        (55, "slow", 0),
        (109, "slow", 58.9),
        (110, ACCEPTABLE, 60),
        (120, ACCEPTABLE, 80),
        (130, IDEAL, 100),
        (150, IDEAL, 100),
        (165, ACCEPTABLE, 100),
        (180, "fast", 60),
        (225, "fast", 30),
        (1000, "fast", 0),
    ],
)
def test_pace_is_an_inverted_u_with_a_plateau(value: float, band: str, score: float) -> None:
    assert PACE.band(value) == band
    assert PACE.score(value) == pytest.approx(score, abs=0.1)


def test_fewer_is_better_has_no_lower_end() -> None:
    scale = at_most(2, 5, "many")
    assert [scale.band(v) for v in (0, 1.9, 3, 5, 50)] == [IDEAL, IDEAL, ACCEPTABLE, "many", "many"]
    assert [scale.score(v) for v in (0, 2, 5, 15, 99)] == [100, 100, 60, 0, 0]


def test_more_is_better_has_no_upper_end() -> None:
    scale = at_least(0.7, 0.5, "few")
    assert [scale.band(v) for v in (0, 0.6, 0.9)] == ["few", ACCEPTABLE, IDEAL]
    assert [scale.score(v) for v in (0, 0.5, 0.7, 1)] == [0, 60, 100, 100]


@given(st.sampled_from(SCALES), values)
def test_every_score_is_between_0_and_100(case: tuple[object, object, object], value: float) -> None:
    scale = case[2]
    score = scale.score(value)  # type: ignore[attr-defined]
    assert score is None or 0 <= score <= 100


@given(st.sampled_from(SCALES), values)
def test_what_is_ideal_scores_in_full(case: tuple[object, object, object], value: float) -> None:
    """A judgement, such as a text model's, is its own score."""
    definition, _, scale = case
    if definition.unit != "score" and scale.band(value) == IDEAL and scale.curve:  # type: ignore[attr-defined]
        assert scale.score(value) == 100  # type: ignore[attr-defined]


@given(st.floats(165, 300), st.floats(0, 50))
def test_faster_than_ideal_is_never_better(value: float, more: float) -> None:
    faster, fast = PACE.score(value + more), PACE.score(value)
    assert faster is not None
    assert fast is not None
    assert faster <= fast
