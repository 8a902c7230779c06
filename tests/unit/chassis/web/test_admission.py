"""What finds no place is refused at once, and who holds one gives it back."""

import io
import json
from collections.abc import Callable, Iterable

import pytest

from chassis.web.admission import admitting
from chassis.web.lingering import GATHERED_BYTES, Environ, StartResponse
from chassis.web.places import RETRY_AFTER_S, Places, leave_work

THREADS = 16
SERVED, WORK, TRANSFERS = 12, 1, 6
LARGE = 1_000_000


class Answer:
    """One that is still being sent until it is closed."""

    closed = False

    def __iter__(self) -> "Answer":
        return self

    def __next__(self) -> bytes:
        raise StopIteration

    def close(self) -> None:
        self.closed = True


class Door:
    """An application behind its places; answers are of the length that is wanted."""

    def __init__(self, length: int = 3) -> None:
        self.length = length
        self.during: Callable[[], object] = lambda: None
        self.given: list[Answer] = []
        self.heads: list[tuple[str, dict[str, str]]] = []
        self._open: list[Iterable[bytes]] = []
        self._admitted = admitting(self._application, Places(THREADS))

    def _application(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        self.during()
        start_response("200 OK", [("Content-Length", str(self.length))])
        self.given.append(Answer())
        return self.given[-1]

    def ask(self, size: int = 0, *, method: str = "GET", chunked: bool = False) -> Iterable[bytes]:
        framing = {"HTTP_TRANSFER_ENCODING": "chunked"} if chunked else {"CONTENT_LENGTH": str(size)}
        environ = {"REQUEST_METHOD": method, "PATH_INFO": "/v1/things", "wsgi.input": io.BytesIO(bytes(size))}
        answer = self._admitted(
            environ | framing, lambda status, headers: self.heads.append((status, dict(headers)))
        )
        self._open.append(answer)
        return answer

    @property
    def statuses(self) -> list[int]:
        return [int(status[:3]) for status, _ in self.heads]


def test_beyond_three_quarters_of_the_threads_is_refused() -> None:
    door = Door()
    for _ in range(SERVED + 1):
        door.ask()
    assert door.statuses == [200] * SERVED + [503]


def test_the_refusal_says_when_to_come_again() -> None:
    door = Door()
    *_, refusal = [door.ask() for _ in range(SERVED + 1)]
    _, headers = door.heads[-1]
    problem = json.loads(b"".join(refusal))
    assert headers["Retry-After"] == str(RETRY_AFTER_S)
    assert headers["Content-Type"] == "application/problem+json"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert (problem["code"], problem["retryable"], problem["instance"]) == ("overloaded", True, "/v1/things")
    assert problem["request_id"] == headers["X-Request-Id"]


def test_a_place_is_held_until_the_answer_is_over() -> None:
    door = Door()
    answers = [door.ask() for _ in range(SERVED)]
    answers[0].close()  # type: ignore[attr-defined]
    assert door.given[0].closed
    door.ask()
    assert 503 not in door.statuses


def test_a_defect_gives_its_place_back() -> None:
    def broken(environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        raise ZeroDivisionError

    admitted = admitting(broken, Places(THREADS))
    for _ in range(SERVED + 1):
        with pytest.raises(ZeroDivisionError):
            admitted({"wsgi.input": io.BytesIO()}, lambda *_: None)


@pytest.mark.parametrize("chunked", [True, False])
def test_large_bodies_leave_room(chunked: bool) -> None:
    door = Door()
    for _ in range(TRANSFERS + 1):
        door.ask(LARGE, method="POST", chunked=chunked)
    door.ask(GATHERED_BYTES, method="POST")
    assert door.statuses == [*[200] * TRANSFERS, 503, 200]


def test_large_answers_leave_room() -> None:
    door = Door(LARGE)
    for _ in range(TRANSFERS + 1):
        door.ask()
    assert door.statuses == [*[200] * TRANSFERS, 503]
    assert [answer.closed for answer in door.given] == [*[False] * TRANSFERS, True]


def test_what_was_done_is_told_however_long_it_is() -> None:
    door = Door(LARGE)
    for _ in range(TRANSFERS + 1):
        door.ask(method="POST")
    assert set(door.statuses) == {200}


def test_a_body_that_is_here_is_read_so_that_the_connection_goes_on() -> None:
    door = Door()
    for size in (*[0] * SERVED, GATHERED_BYTES, LARGE):
        door.ask(size)
    gathered, long = (headers for _, headers in door.heads[-2:])
    assert "Connection" not in gathered
    assert long["Connection"] == "close"


def test_few_are_at_work_and_more_wait_in_line() -> None:
    door = Door()
    door.during = lambda: door.ask() if len(door.heads) == 0 else None
    door.ask()
    assert door.statuses == [503, *[200] * WORK]


def test_who_only_waits_is_not_at_work() -> None:
    door, deep = Door(), iter(range(SERVED))

    def wait() -> None:
        leave_work()
        if next(deep) < SERVED - 1:
            door.ask()

    door.during = wait
    door.ask()
    assert door.statuses == [200] * SERVED


def test_the_smallest_server_still_serves() -> None:
    answers = admitting(lambda environ, start: start("200 OK", []) or [b"it"], Places(1))
    assert list(answers({"wsgi.input": io.BytesIO()}, lambda *_: None)) == [b"it"]
