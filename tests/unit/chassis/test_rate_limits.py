"""What only one of the limiters has; what they share is in tests/contract."""

from collections.abc import Mapping
from typing import Any, cast

import pytest

from chassis.database.statements import QuickStatements
from chassis.errors import LimitReached, Unavailable
from chassis.rate_limits import Bucket, Limit
from chassis.rate_limits.memory import MemoryRateLimiter
from chassis.rate_limits.postgres import PostgresRateLimiter

ONE = Limit("one", 1)


class Ticks:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


class BrokenDatabase:
    """Counts how often it is asked."""

    asked = 0

    def fetch(self, statement: str, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        self.asked += 1
        raise Unavailable("gone")

    def close(self) -> None:
        return None


def test_memory_is_bounded_by_forgetting_the_longest_silent() -> None:
    limiter = MemoryRateLimiter(monotonic=Ticks(), max_buckets=2)
    for caller in ("first", "second", "third"):
        limiter.spend([Bucket(ONE, caller)])
    limiter.check([Bucket(ONE, "first")])
    with pytest.raises(LimitReached):
        limiter.check([Bucket(ONE, "third")])


def test_without_its_database_a_process_counts_for_itself_and_asks_again_later() -> None:
    broken, ticks = BrokenDatabase(), Ticks()
    limiter = PostgresRateLimiter(
        cast(QuickStatements, broken), MemoryRateLimiter(monotonic=ticks), monotonic=ticks
    )
    bucket = [Bucket(ONE, "a")]
    limiter.spend(bucket)
    for refuses in (limiter.spend, limiter.check):
        with pytest.raises(LimitReached):
            refuses(bucket)
    limiter.note(bucket)
    assert [one.used for one in limiter.look(bucket)] == [1]
    assert broken.asked == 1
    ticks.now += 60
    limiter.spend(bucket)
    assert broken.asked == 2
