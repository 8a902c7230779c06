"""Refusals of bodies that are still coming are held open for a moment; every other answer is left alone."""

import io
import time
from collections.abc import Iterable

import pytest

from chassis.web.lingering import GATHERED_BYTES, Environ, StartResponse, lingering

LARGE = 1_000_000
REFUSED, DONE = "415 Unsupported Media Type", "200 OK"


def answered(
    size: int, *, status: str = REFUSED, reads: int = 0, chunked: bool = False
) -> tuple[bool, float]:
    """Whether the answer announces its length, and how many seconds it took to its end."""
    headers, seconds = exchange(size, status=status, reads=reads, chunked=chunked)
    return "Content-Length" in headers, seconds


def exchange(
    size: int, *, status: str = REFUSED, reads: int = 0, chunked: bool = False
) -> tuple[dict[str, str], float]:
    given: dict[str, str] = {}

    def application(environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        environ["wsgi.input"].read(reads)
        start_response(status, [("Content-Type", "text/plain"), ("Content-Length", "3")])
        return [b"no."]

    framing = {"HTTP_TRANSFER_ENCODING": "chunked"} if chunked else {"CONTENT_LENGTH": str(size)}
    environ = {"wsgi.input": io.BytesIO(bytes(size)), **framing}
    begun = time.monotonic()
    chunks = lingering(application, 0.1)(environ, lambda _, headers: given.update(headers))
    assert b"".join(chunks) == b"no."
    return given, time.monotonic() - begun


@pytest.mark.parametrize("chunked", [True, False])
@pytest.mark.parametrize("reads", [0, LARGE // 2])
def test_a_refusal_of_a_body_that_is_still_coming_is_held(chunked: bool, reads: int) -> None:
    announced, seconds = answered(LARGE, chunked=chunked, reads=reads)
    assert not announced
    assert seconds >= 0.1


@pytest.mark.parametrize(
    ("size", "reads", "status"),
    [(LARGE, LARGE, REFUSED), (LARGE, 0, DONE), (GATHERED_BYTES, 0, REFUSED), (0, 0, REFUSED)],
)
def test_every_other_answer_is_left_alone(size: int, reads: int, status: str) -> None:
    announced, _ = answered(size, status=status, reads=reads)
    assert announced


@pytest.mark.parametrize(
    ("size", "reads", "status", "ends"),
    [
        (LARGE, 0, REFUSED, True),
        (LARGE, LARGE, REFUSED, False),
        (LARGE, 0, DONE, False),
        (GATHERED_BYTES, 0, REFUSED, False),
        (GATHERED_BYTES, 10, REFUSED, False),
        (0, 0, REFUSED, False),
    ],
)
def test_a_connection_ends_with_the_refusal_of_a_body_that_is_not_read(
    size: int, reads: int, status: str, ends: bool
) -> None:
    """A proxy that kept it would find it closed under the next request. Of a small body all is read."""
    headers, _ = exchange(size, status=status, reads=reads)
    assert (headers.get("Connection") == "close") is ends
