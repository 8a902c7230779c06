"""Turns: in the order of coming, and none lost."""

import threading

from chassis.web.places import Turns
from tests.builders.waiting import eventually

PATIENCE_S = 20.0


def in_line(turns: Turns, number: int, served: list[int]) -> threading.Thread:
    """Somebody who has come to stand in line."""

    def stand() -> None:
        assert turns.take(PATIENCE_S)
        served.append(number)
        turns.give()

    thread = threading.Thread(target=stand)
    before = turns.waiting
    thread.start()
    eventually(lambda: turns.waiting > before)
    return thread


def test_who_came_first_is_first() -> None:
    turns, served = Turns(1), list[int]()
    assert turns.take(0)
    line = [in_line(turns, number, served) for number in range(6)]
    turns.give()
    for thread in line:
        thread.join(PATIENCE_S)
    assert served == list(range(6))


def test_who_has_waited_in_vain_leaves_the_line() -> None:
    turns = Turns(1)
    assert turns.take(0)
    assert not turns.take(0.01)
    assert turns.waiting == 0
    turns.give()
    assert turns.take(0)


def test_no_more_than_there_are_have_a_turn() -> None:
    turns, at_work, most = Turns(3), list[int](), list[int]()

    def work() -> None:
        for number in range(200):
            assert turns.take(PATIENCE_S)
            at_work.append(number)
            most.append(len(at_work))
            at_work.pop()
            turns.give()

    workers = [threading.Thread(target=work) for _ in range(8)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(PATIENCE_S)
    assert len(most) == 8 * 200
    assert max(most) <= 3
    assert all(turns.take(0) for _ in range(3))
    assert not turns.take(0)
