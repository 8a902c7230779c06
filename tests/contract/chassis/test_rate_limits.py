"""What every RateLimiter does, in memory and in Postgres."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from uuid import uuid4

import psycopg
import pytest

from chassis.database.statements import QuickStatements
from chassis.errors import LimitReached
from chassis.rate_limits import Bucket, Limit, RateLimiter
from chassis.rate_limits.memory import MemoryRateLimiter
from chassis.rate_limits.postgres import PostgresRateLimiter, create_rate_limits
from tests.builders.chassis_database import migrate, opened
from tests.infrastructure.databases import Databases, ServiceDatabase

FIVE = Limit("login", 5, 60)
ONE = Limit("one", 1)


@dataclass
class Ticks:
    now: float = 1000.0

    def __call__(self) -> float:
        return self.now


@dataclass
class Counted:
    """A limiter, another of another replica, and a way to let time pass."""

    limiter: RateLimiter
    replica: RateLimiter
    advance: Callable[[float], None]
    caller: str = field(default_factory=lambda: str(uuid4()))

    def spend(self, *limits: Limit, replica: bool = False) -> list[int]:
        limiter = self.replica if replica else self.limiter
        return [
            int(one.quota - one.used)
            for one in limiter.spend([Bucket(limit, self.caller) for limit in limits])
        ]

    def refused(self, *limits: Limit, replica: bool = False) -> LimitReached:
        with pytest.raises(LimitReached) as refusal:
            self.spend(*limits, replica=replica)
        return refusal.value


@pytest.fixture(scope="module")
def target(databases: Databases) -> Iterator[ServiceDatabase]:
    made = databases.fresh("ingest", migrate=False)
    migrate(made, create_rate_limits)
    yield made
    databases.drop(made)


@pytest.fixture(params=["memory", "postgres"])
def counted(request: pytest.FixtureRequest) -> Iterator[Counted]:
    ticks = Ticks()

    def advance(seconds: float) -> None:
        ticks.now += seconds

    if request.param == "memory":
        limiter = MemoryRateLimiter(monotonic=ticks)
        yield Counted(limiter, limiter, advance)
        return
    target = request.getfixturevalue("target")

    def advance_database(seconds: float) -> None:
        advance(seconds)
        with psycopg.connect(target.conninfo("app")) as connection:
            connection.execute("UPDATE rate_limits SET full_at = full_at - %s", (seconds,))

    with opened(target, "app") as database:
        several = [QuickStatements(database.login) for _ in range(2)]
        alone = MemoryRateLimiter()
        limiters = [PostgresRateLimiter(one, alone, monotonic=ticks) for one in several]
        yield Counted(*limiters, advance_database)
        for one in several:
            one.close()


def test_a_burst_then_a_steady_refill(counted: Counted) -> None:
    assert [counted.spend(FIVE) for _ in range(5)] == [[4], [3], [2], [1], [0]]
    refusal = counted.refused(FIVE)
    assert refusal.retry_after_s == 12
    assert refusal.standings[0].used == 5
    counted.advance(12)
    counted.spend(FIVE)
    counted.refused(FIVE)


def test_it_holds_over_replicas(counted: Counted) -> None:
    assert [counted.spend(FIVE, replica=place % 2 == 1) for place in range(5)] == [[4], [3], [2], [1], [0]]
    counted.refused(FIVE)
    counted.refused(FIVE, replica=True)


def test_a_refused_request_costs_nothing(counted: Counted) -> None:
    for _ in range(5):
        counted.spend(FIVE)
    for _ in range(20):
        counted.refused(FIVE)
    counted.advance(60)
    assert [counted.spend(FIVE) for _ in range(5)][-1] == [0]


def test_one_that_is_used_up_keeps_the_others(counted: Counted) -> None:
    assert counted.spend(FIVE, ONE) == [4, 0]
    refusal = counted.refused(FIVE, ONE)
    assert refusal.standings[0].name == "one"
    assert counted.spend(FIVE) == [3]


def test_callers_and_limits_are_apart(counted: Counted) -> None:
    for _ in range(5):
        counted.spend(FIVE)
    counted.spend(ONE)
    counted.caller = "another"
    assert counted.spend(FIVE, ONE) == [4, 0]


def test_looking_takes_nothing_and_refuses_nothing(counted: Counted) -> None:
    bucket = Bucket(ONE, counted.caller)
    for used in (0, 1):
        assert [(one.used, one.reset_s) for one in counted.limiter.look([bucket])] == [(used, 60 * used)]
        counted.limiter.note([bucket])


def test_checking_takes_nothing_and_refuses_what_is_used_up(counted: Counted) -> None:
    bucket = Bucket(ONE, counted.caller)
    counted.limiter.check([bucket])
    counted.limiter.check([bucket])
    counted.limiter.note([bucket])
    for _ in range(2):
        with pytest.raises(LimitReached):
            counted.limiter.check([bucket])
    counted.advance(60)
    counted.limiter.check([bucket])


def test_what_is_noted_fills_no_further(counted: Counted) -> None:
    full, other = Bucket(ONE, counted.caller), Bucket(FIVE, counted.caller)
    for _ in range(3):
        counted.limiter.note([full, other])
    counted.advance(60)
    counted.limiter.check([full])
    assert counted.limiter.look([other])[0].used == 0


def test_of_many_at_once_exactly_so_many_pass(counted: Counted) -> None:
    def one(place: int) -> bool:
        try:
            counted.spend(FIVE, replica=place % 2 == 1)
        except LimitReached:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(one, range(40))) == 5
