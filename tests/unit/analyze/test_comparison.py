"""Two takes: what is better, what is worse, and what is only noise."""

from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

import pytest

from services.analyze.domain.analysis import Analysis, Subject
from services.analyze.domain.comparison import MeasureChange, compare
from services.analyze.domain.content.assessment import OFFLINE, TEXT_MODEL, Assessment
from services.analyze.domain.definitions.content_measures import CLARITY, DOMAIN, DOMAIN_SCORE, graded
from services.analyze.domain.intervals import Interval
from services.analyze.domain.measure import Measure, measured, not_measured
from services.analyze.domain.profiles import profile_named
from tests.builders.analyze_material import PROFILES

ID = UUID("01935c5e-0000-7000-8000-000000000001")
INTERVIEW = profile_named("interview", PROFILES)
SUBJECT = Subject(ID, ID, ID, "interview", "en", 60.0, True, datetime(2026, 11, 21, tzinfo=UTC))


def clarity(words: float, interval: Interval | None = None) -> Measure:
    assert CLARITY.scale is not None
    scale = CLARITY.scale(INTERVIEW)
    return measured(CLARITY, words, scale, interval=interval)


def change(before: Measure, after: Measure) -> MeasureChange:
    (only,) = compare(Analysis(SUBJECT, (), (before,)), Analysis(SUBJECT, (), (after,)))
    return only


@pytest.mark.parametrize(
    ("before", "after", "verdict"),
    [
        (27, 15, "better"),
        (15, 27, "worse"),
        (15, 16, "within_noise"),
        (10, 18, "changed"),
    ],
)
def test_the_score_says_what_is_better(before: float, after: float, verdict: str) -> None:
    assert change(clarity(before), clarity(after)).verdict == verdict


def test_a_difference_within_the_intervals_is_noise() -> None:
    wide = change(clarity(27, (15, 39)), clarity(15, (5, 25)))
    narrow = change(clarity(27, (26, 28)), clarity(15, (14, 16)))

    assert wide.verdict == "within_noise"
    assert wide.noise == pytest.approx(15.6205)
    assert narrow.verdict == "better"


def test_what_was_not_measured_twice_in_one_way_is_not_compared() -> None:
    missing = change(clarity(15), not_measured(CLARITY, "no_words"))
    older = change(replace(clarity(15), version="0"), clarity(27))

    assert (missing.verdict, missing.reason) == ("not_comparable", "not_measured")
    assert (older.verdict, older.reason, older.before) == ("not_comparable", "other_version", None)


def test_a_counted_score_and_a_judged_one_are_two_things() -> None:
    counted, judged = Assessment(DOMAIN, OFFLINE), Assessment(DOMAIN, TEXT_MODEL, model="m-1")
    scores = [measured(DOMAIN_SCORE, value, graded(INTERVIEW)) for value in (40, 80)]
    takes = [Analysis(SUBJECT, (), (score,), assessments=(counted,)) for score in scores]
    other = replace(takes[1], assessments=(judged,))

    assert [change.verdict for change in compare(takes[0], takes[1])] == ["better"]
    assert [change.reason for change in compare(takes[0], other)] == ["other_method"]
