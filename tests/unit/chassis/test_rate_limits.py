"""Token buckets, on a clock that the test turns."""

import pytest

from chassis.errors import RateLimited
from chassis.web import Limit, RateLimiter


class Ticks:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


LIMIT = Limit("login", 5, 60)


def test_a_burst_then_a_steady_refill() -> None:
    ticks = Ticks()
    limiter = RateLimiter(monotonic=ticks)
    standings = [limiter.spend((LIMIT,), "a") for _ in range(5)]
    assert [standing.remaining for standing in standings if standing] == [4, 3, 2, 1, 0]
    with pytest.raises(RateLimited) as refusal:
        limiter.spend((LIMIT,), "a")
    assert refusal.value.retry_after_s == 12
    ticks.now += 12
    limiter.spend((LIMIT,), "a")
    with pytest.raises(RateLimited):
        limiter.spend((LIMIT,), "a")


def test_a_refused_request_costs_nothing() -> None:
    ticks = Ticks()
    limiter = RateLimiter(monotonic=ticks)
    for _ in range(5):
        limiter.spend((LIMIT,), "a")
    for _ in range(100):
        with pytest.raises(RateLimited):
            limiter.spend((LIMIT,), "a")
    ticks.now += 60
    for _ in range(5):
        limiter.spend((LIMIT,), "a")


def test_callers_and_limits_are_apart() -> None:
    limiter = RateLimiter(monotonic=Ticks())
    for _ in range(5):
        limiter.spend((LIMIT,), "a")
    limiter.spend((LIMIT, Limit("other", 1)), "b")
    with pytest.raises(RateLimited):
        limiter.spend((Limit("other", 1),), "b")


def test_looking_takes_nothing() -> None:
    limiter = RateLimiter(monotonic=Ticks())
    one = Limit("one", 1)
    limiter.check(one, "a")
    limiter.spend((one,), "a")
    with pytest.raises(RateLimited):
        limiter.check(one, "a")


def test_memory_is_bounded_by_forgetting_the_longest_silent() -> None:
    limiter = RateLimiter(monotonic=Ticks(), max_buckets=2)
    one = Limit("one", 1)
    for caller in ("first", "second", "third"):
        limiter.spend((one,), caller)
    limiter.check(one, "first")
    with pytest.raises(RateLimited):
        limiter.check(one, "third")
