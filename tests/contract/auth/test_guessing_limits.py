"""What guessing passwords is up against: in one process, and over replicas that share a database."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pytest

from chassis.database.statements import QuickStatements
from chassis.errors import RateLimited
from chassis.rate_limits.memory import MemoryRateLimiter
from chassis.rate_limits.postgres import PostgresRateLimiter
from services.auth.adapters.outbound.throttle.counted_guessing_limits import CountedGuessingLimits
from services.auth.application.ports.guessing import GuessingLimits
from services.auth.domain.email import EmailAddress
from tests.builders.chassis_database import opened
from tests.infrastructure.fixtures import MakeDatabase

ADA, EVE = EmailAddress("ada@example.org"), EmailAddress("eve@example.org")


class CountingStatements(QuickStatements):
    """Knows what it was asked."""

    reads = 0
    writes = 0

    def fetch(self, statement: str, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        if "INSERT" in statement:
            self.writes += 1
        else:
            self.reads += 1
        return super().fetch(statement, values)


@dataclass
class Doors:
    """The same limits as two replicas keep them."""

    here: GuessingLimits
    there: GuessingLimits
    statements: CountingStatements | None = None


def limits(limiter: MemoryRateLimiter | PostgresRateLimiter) -> GuessingLimits:
    return CountedGuessingLimits(limiter, per_account=2, per_address=4)


@pytest.fixture(params=["memory", "postgres"])
def doors(request: pytest.FixtureRequest) -> Iterator[Doors]:
    if request.param == "memory":
        one = limits(MemoryRateLimiter())
        yield Doors(one, one)
        return
    make_database: MakeDatabase = request.getfixturevalue("make_database")
    with opened(make_database("auth"), "app") as database:
        several = [CountingStatements(database.login) for _ in range(2)]
        alone = MemoryRateLimiter()
        yield Doors(*(limits(PostgresRateLimiter(one, alone)) for one in several), several[0])
        for one in several:
            one.close()


def fail(door: GuessingLimits, email: EmailAddress, peer: str) -> None:
    door.check(email, peer)
    door.count_failure(email, peer)


def test_failures_count_wherever_they_happen(doors: Doors) -> None:
    fail(doors.here, ADA, "203.0.113.9")
    fail(doors.there, ADA, "203.0.113.9")
    for door in (doors.here, doors.there):
        with pytest.raises(RateLimited):
            door.check(ADA, "203.0.113.9")


def test_who_knows_the_password_gets_in_from_elsewhere_however_much_is_guessed(doors: Doors) -> None:
    for _ in range(2):
        fail(doors.here, ADA, "203.0.113.9")
    doors.here.check(ADA, "198.51.100.7")
    doors.there.check(ADA, "198.51.100.7")


def test_one_address_may_fail_so_often_over_all_accounts(doors: Doors) -> None:
    for number in range(4):
        fail(doors.here, EmailAddress(f"{number}@example.org"), "203.0.113.9")
    with pytest.raises(RateLimited):
        doors.there.check(EVE, "203.0.113.9")


def test_a_flood_writes_no_more_than_its_failures_and_then_asks_nothing(doors: Doors) -> None:
    for _ in range(2):
        fail(doors.here, ADA, "203.0.113.9")
    for _ in range(200):
        with pytest.raises(RateLimited):
            doors.here.check(ADA, "203.0.113.9")
    if doors.statements:
        assert (doors.statements.reads, doors.statements.writes) == (3, 2)
