"""What every clock promises, the system's and the fake one that tests stop."""

from datetime import timedelta

import pytest

from chassis.clock import Clock, SystemClock, new_id
from tests.fakes.clock import FakeClock


@pytest.fixture(params=[SystemClock, FakeClock])
def clock(request: pytest.FixtureRequest) -> Clock:
    made: Clock = request.param()
    return made


def test_now_is_aware_and_in_utc(clock: Clock) -> None:
    assert clock.now().utcoffset() == timedelta(0)


def test_neither_clock_goes_back(clock: Clock) -> None:
    now, monotonic = clock.now(), clock.monotonic()
    assert clock.now() >= now
    assert clock.monotonic() >= monotonic


def test_the_fake_moves_both_clocks_together() -> None:
    clock = FakeClock()
    now, monotonic = clock.now(), clock.monotonic()
    clock.advance(90.5)
    assert clock.now() - now == timedelta(seconds=90.5)
    assert clock.monotonic() - monotonic == 90.5


def test_ids_are_of_version_7_and_sort_by_time() -> None:
    ids = [new_id() for _ in range(1_000)]
    assert {made.version for made in ids} == {7}
    assert ids == sorted(ids)
    assert len(set(ids)) == len(ids)
