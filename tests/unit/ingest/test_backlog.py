"""Announcements that wait are counted seldom, and never so seldom that there is no limit."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest

from chassis.errors import Unavailable
from services.ingest.application.backlog import COUNTED_EVERY_S, Backlog
from tests.fakes.clock import FakeClock

MOST = 100


class Door:
    """Who is let in adds one to those that wait."""

    def __init__(self) -> None:
        self.clock = FakeClock()
        self.waiting = 0
        self.counted = 0
        self._backlog = Backlog(MOST, self.clock)

    def enter(self) -> None:
        self._backlog.check(self.count)
        self.waiting += 1

    def enter_often(self, times: int) -> None:
        for _ in range(times):
            self.enter()

    def enter_until_refused(self) -> None:
        with pytest.raises(Unavailable) as full:
            self.enter_often(2 * MOST)
        assert full.value.code == "backlog_full"

    def count(self, most: int) -> int:
        self.counted += 1
        return min(most, self.waiting)


def test_within_a_second_it_is_counted_once() -> None:
    door = Door()
    door.enter_often(MOST // 2)
    assert door.counted == 1
    door.clock.advance(COUNTED_EVERY_S)
    door.enter()
    assert door.counted == 2


def test_the_limit_is_met_exactly_by_those_who_came_here() -> None:
    door = Door()
    door.enter_until_refused()
    assert door.waiting == MOST


def test_what_left_meanwhile_makes_room_at_once() -> None:
    door = Door()
    door.enter_often(MOST - 1)
    door.waiting = 0
    door.enter_until_refused()
    assert door.waiting == MOST


def test_a_full_backlog_is_not_counted_for_each_who_is_refused() -> None:
    door = Door()
    door.enter_until_refused()
    counted = door.counted
    for _ in range(50):
        with pytest.raises(Unavailable):
            door.enter()
    assert door.counted == counted
    door.waiting = 0
    door.clock.advance(COUNTED_EVERY_S)
    door.enter()


def test_what_others_let_in_is_known_after_a_second() -> None:
    door = Door()
    door.enter()
    door.waiting = MOST
    door.clock.advance(COUNTED_EVERY_S)
    with pytest.raises(Unavailable):
        door.enter()


def test_nobody_waits_for_the_counting_of_another() -> None:
    backlog, counting, counted = Backlog(MOST, FakeClock()), Event(), Event()

    def count(most: int) -> int:
        counting.set()
        assert counted.wait(10)
        return most

    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(backlog.check, count)
        assert counting.wait(10)
        backlog.check(count)
        counted.set()
        assert isinstance(first.exception(10), Unavailable)


def test_a_count_that_failed_is_made_again() -> None:
    clock, door = FakeClock(), Door()
    backlog = Backlog(MOST, clock)

    def fail(most: int) -> int:
        raise Unavailable(f"the database does not count to {most} just now")

    with pytest.raises(Unavailable):
        backlog.check(fail)
    clock.advance(COUNTED_EVERY_S)
    backlog.check(door.count)
    assert door.counted == 1
