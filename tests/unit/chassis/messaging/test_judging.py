"""What a handler raises decides what becomes of its message."""

import pytest

from chassis.errors import (
    Conflict,
    InvalidInput,
    Malformed,
    NotFound,
    PermissionDenied,
    RateLimited,
    Unavailable,
)
from chassis.messaging import Consumer, Exhausted, RetryLater, Superseded
from chassis.messaging.delivery import backoff_s, explain, judge

CONSUMER = Consumer("a", "transcribe", ("evt.>",), max_waits=10)


def test_success_is_acknowledged() -> None:
    assert judge(None, 1, 1, CONSUMER).action == "ack"


@pytest.mark.parametrize("error", [InvalidInput("x"), Malformed("x"), NotFound("x"), PermissionDenied("x")])
def test_what_no_retry_can_cure_is_given_up_at_once(error: Exception) -> None:
    assert judge(error, 1, 1, CONSUMER).action == "give_up"


@pytest.mark.parametrize("error", [ValueError(), Conflict("x"), ConnectionError()])
def test_any_other_error_is_retried_until_the_fifth_attempt(error: Exception) -> None:
    actions = [judge(error, failures, 1, CONSUMER).action for failures in range(1, 7)]
    assert actions == ["retry"] * 4 + ["give_up"] * 2


@pytest.mark.parametrize("error", [Unavailable("x"), RateLimited("x"), RetryLater(3)])
def test_waiting_is_excused_for_a_long_time_but_not_for_ever(error: Exception) -> None:
    assert judge(error, 100, 9, CONSUMER).action == "wait"
    assert judge(error, 1, 10, CONSUMER).action == "give_up"


def test_the_delay_that_was_asked_for_is_kept_up_to_a_minute() -> None:
    assert judge(RetryLater(7.5), 1, 1, CONSUMER).delay_s == 7.5
    assert judge(RetryLater(3600), 1, 1, CONSUMER).delay_s == 60
    assert judge(Unavailable("x", retry_after_s=30), 1, 1, CONSUMER).delay_s == 30


def test_without_one_what_waits_goes_on_seconds_after_an_outage() -> None:
    delays = [judge(Unavailable("x"), 1, waits, CONSUMER).delay_s for waits in (1, 2, 9)]
    assert delays == [1, 2, 2]


def test_superseded_work_is_left_alone() -> None:
    assert judge(Superseded(), 99, 99, CONSUMER).action == "leave"


def test_delays_grow_to_a_minute() -> None:
    assert [backoff_s(count, 1.0) for count in range(1, 6)] == [1, 4, 16, 60, 60]
    assert backoff_s(10_000, 1.0) == 60


def test_a_problem_never_shows_an_unexpected_errors_text() -> None:
    code, detail, problem = explain(ValueError("canary"))
    assert (code, detail) == ("internal", "ValueError: canary")
    assert "canary" not in str(problem)


def test_a_problem_shows_what_the_error_family_says() -> None:
    code, detail, problem = explain(InvalidInput("Say more.", code="no_speech"))
    assert (code, detail, problem["detail"]) == ("no_speech", "Say more.", "Say more.")


def test_who_counts_its_own_failures_says_when_there_have_been_enough() -> None:
    exhausted = Exhausted(InvalidInput("Say more.", code="no_speech"), 5)
    assert judge(exhausted, 1, 1, CONSUMER).action == "give_up"
    assert explain(exhausted)[:2] == ("no_speech", "Say more.")
