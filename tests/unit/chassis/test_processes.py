"""ChildPool: results, exceptions, deadlines, crashes, limits and clean ends, with real children."""

import multiprocessing.process
import os
import pickle
import signal
import socket
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from threading import Event, Thread

import pytest

from chassis.errors import InvalidInput
from chassis.processes import ChildCrashed, ChildFailed, ChildPool, ChildTimedOut, Limits
from chassis.processes.answers import PlainAnswers


def double(number: int) -> int:
    return 2 * number


def refuse(detail: str) -> None:
    raise InvalidInput(detail, code="odd")


def hang() -> None:
    signal.pause()


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def pid() -> int:
    return os.getpid()


def allocate(size: int) -> int:
    return len(bytearray(size))


def connect(port: int) -> None:
    socket.create_connection(("127.0.0.1", port), timeout=2).close()


def unpicklable() -> object:
    return lambda: None


class Odd(Exception):
    """Pickles, and can't be unpickled: its constructor takes more than its text."""

    def __init__(self, first: str, second: str) -> None:
        super().__init__(first + second)


def odd() -> None:
    raise Odd("a", "b")


greeting: list[str] = []


def greet(text: str) -> None:
    greeting.append(text)


def greeted() -> list[str]:
    return greeting


def child_alive(child: int) -> bool:
    try:
        os.kill(child, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.fixture
def pool() -> Iterator[ChildPool]:
    pool = ChildPool(1, initializer=partial(greet, "hello"))
    yield pool
    pool.close()


def test_a_place_in_the_pool_outlives_an_answer_that_can_not_be_read(pool: ChildPool) -> None:
    with pytest.raises(TypeError):
        pool.run(odd, deadline_s=10)
    assert pool.submit(double, 4, deadline_s=10).result(timeout=10) == 8


def test_a_place_in_the_pool_outlives_a_child_that_can_not_be_started(
    pool: ChildPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    pool.start()
    with monkeypatch.context() as no_room:
        no_room.setattr("chassis.processes.pool._Child", _no_child)
        for call in (die, pid):
            with pytest.raises(ChildCrashed):
                pool.run(call, deadline_s=10)
    assert pool.submit(double, 4, deadline_s=10).result(timeout=10) == 8


def _no_child(setup: object) -> None:
    raise BlockingIOError("no more processes just now")


def test_returns_the_result_of_a_call_in_another_process(pool: ChildPool) -> None:
    assert pool.run(double, 21, deadline_s=10) == 42
    assert pool.run(pid, deadline_s=10) != os.getpid()


def test_runs_the_initializer_once_in_each_child(pool: ChildPool) -> None:
    assert pool.run(greeted, deadline_s=10) == ["hello"]
    assert pool.run(greeted, deadline_s=10) == ["hello"]


def test_raises_the_childs_own_exception_with_all_it_says(pool: ChildPool) -> None:
    with pytest.raises(InvalidInput) as caught:
        pool.run(refuse, "not even", deadline_s=10)
    assert (caught.value.detail, caught.value.code) == ("not even", "odd")


def test_an_overrun_is_killed_and_the_next_call_succeeds(pool: ChildPool) -> None:
    before = pool.run(pid, deadline_s=10)
    with pytest.raises(ChildTimedOut):
        pool.run(hang, deadline_s=0.2)
    with pytest.raises(ProcessLookupError):
        os.kill(before, 0)
    assert pool.run(double, 1, deadline_s=10) == 2


def test_a_crash_is_told_and_the_next_call_succeeds(pool: ChildPool) -> None:
    with pytest.raises(ChildCrashed, match="-9"):
        pool.run(die, deadline_s=10)
    assert pool.run(double, 2, deadline_s=10) == 4


def test_a_child_that_died_while_idle_is_replaced_unnoticed(pool: ChildPool) -> None:
    child = pool.run(pid, deadline_s=10)
    os.kill(child, signal.SIGKILL)
    while child_alive(child):
        os.sched_yield()
    assert pool.run(double, 3, deadline_s=10) == 6


def test_an_answer_that_cannot_be_pickled_is_an_error_not_a_hang(pool: ChildPool) -> None:
    with pytest.raises(Exception, match=r"pickle|local"):
        pool.run(unpicklable, deadline_s=10)


def test_calls_run_side_by_side() -> None:
    pool = ChildPool(2)
    pool.start()
    first, second = (pool.submit(time.sleep, 0.3, deadline_s=10) for _ in range(2))
    started = time.monotonic()
    first.result()
    second.result()
    assert time.monotonic() - started < 0.6
    pool.close()


def test_a_fresh_child_for_each_call_where_asked() -> None:
    pool = ChildPool(1, max_tasks_per_child=1)
    assert pool.run(pid, deadline_s=10) != pool.run(pid, deadline_s=10)
    pool.close()


@pytest.mark.skipif(sys.platform != "linux", reason="RLIMIT_AS holds on Linux only")
def test_the_memory_limit_hits_the_child_only() -> None:
    pool = ChildPool(1, limits=Limits(memory=512 * 2**20))
    with pytest.raises((MemoryError, ChildCrashed)):
        pool.run(allocate, 2**30, deadline_s=10)
    assert pool.run(double, 4, deadline_s=10) == 8
    pool.close()


@pytest.mark.skipif(
    sys.platform != "linux" or os.geteuid() != 0, reason="taking the network away needs Linux and root"
)
def test_the_network_can_be_taken_away() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        pool = ChildPool(1, limits=Limits(network=False))
        with pytest.raises(OSError, match="unreachable"):
            pool.run(connect, server.getsockname()[1], deadline_s=10)
        pool.close()


@pytest.fixture
def wary_pool() -> Iterator[ChildPool]:
    """Its children read untrusted bytes."""
    pool = ChildPool(1, trusted=False)
    yield pool
    pool.close()


def test_an_untrusted_child_answers_in_plain_values(wary_pool: ChildPool) -> None:
    assert wary_pool.run(double, 21, deadline_s=10) == 42
    with pytest.raises(ChildFailed, match="not JSON serializable"):
        wary_pool.run(unpicklable, deadline_s=10)


def test_an_untrusted_child_names_errors_of_the_family(wary_pool: ChildPool) -> None:
    with pytest.raises(InvalidInput) as caught:
        wary_pool.run(refuse, "not even", deadline_s=10)
    assert (caught.value.detail, caught.value.code, caught.value.status) == ("not even", "odd", 422)


@pytest.mark.parametrize(
    "answer",
    [
        pickle.dumps((True, 42)),
        b"",
        b"null",
        b"{}",
        b"[" * 100_000,
        b'{"problem": {"family": "x", "os": "y"}}',
    ],
    ids=["pickle", "nothing", "null", "empty", "deep", "odd problem"],
)
def test_what_an_untrusted_child_makes_up_is_a_crash_and_never_run(answer: bytes) -> None:
    with pytest.raises(ChildCrashed, match="makes no sense"):
        PlainAnswers().read(answer)


class Onlooker:
    """Stands among multiprocessing's children, and is asked once, by who starts one, whether it has ended."""

    def __init__(self, meanwhile: Callable[[], None]) -> None:
        self._popen = self
        self._meanwhile = meanwhile

    def poll(self) -> int:
        self._meanwhile()
        return 0


def test_nobody_closes_a_child_while_another_is_started(pool: ChildPool, wary_pool: ChildPool) -> None:
    pool.start()
    closing, held_up = Thread(target=pool.close), Event()

    def close_others() -> None:
        closing.start()
        closing.join(0.5)
        if closing.is_alive():
            held_up.set()

    multiprocessing.process._children.add(Onlooker(close_others))  # type: ignore[attr-defined]
    wary_pool.start()
    closing.join(10)
    assert held_up.is_set()
    assert not closing.is_alive()


def test_close_leaves_no_child_behind(pool: ChildPool) -> None:
    child = pool.run(pid, deadline_s=10)
    pool.close()
    with pytest.raises(ProcessLookupError):
        os.kill(child, 0)
    with pytest.raises(ChildCrashed):
        pool.run(double, 5, deadline_s=1)
