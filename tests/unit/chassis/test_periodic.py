"""Work that is done again and again."""

from collections.abc import Callable
from queue import Queue
from threading import Event

from chassis.errors import Unavailable
from chassis.periodic import Periodic


def run(work: Callable[[], bool], done: Event, interval_s: float = 60.0) -> Periodic:
    """Until the test has seen what it waits for; then stopped."""
    periodic = Periodic("work", work, interval_s)
    periodic.start()
    assert done.wait(10)
    assert periodic.alive()
    assert periodic.ready()
    periodic.stop(10)
    assert not periodic.alive()
    return periodic


def test_there_is_no_pause_while_there_is_more_to_do() -> None:
    left, done = iter([True, True, False]), Event()
    calls: Queue[bool] = Queue()

    def work() -> bool:
        calls.put(more := next(left))
        if not more:
            done.set()
        return more

    run(work, done)
    assert calls.qsize() == 3


def test_it_goes_on_after_every_pause() -> None:
    calls: Queue[None] = Queue()
    done = Event()

    def work() -> bool:
        calls.put(None)
        if calls.qsize() == 3:
            done.set()
        return False

    run(work, done, interval_s=0.001)


def test_whatever_goes_wrong_is_tried_again() -> None:
    faults, done = iter([Unavailable("down"), ValueError("a fault of ours")]), Event()

    def work() -> bool:
        fault = next(faults, None)
        if fault is None:
            done.set()
            return False
        raise fault

    run(work, done, interval_s=0.001)


def test_what_was_never_started_is_stopped_all_the_same() -> None:
    Periodic("work", lambda: False, 1.0).stop(1)
