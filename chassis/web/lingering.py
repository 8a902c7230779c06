"""Refusals that are told while the body is still coming, so that they also arrive.

The server closes the connection behind such an answer. A proxy that is sending the rest then finds a
broken pipe, and Go's HTTP client (Caddy) reports that in place of the answer that it has been given: a
third of the refused uploads ended as 503. So the end of the answer is held back for a moment, in which
the proxy reads it: without a length, of which the server would find the end by itself. And it says that the
connection ends, or a proxy that has sent all of the body keeps it for another request, which then finds it
closed: a third of the uploads behind a refused one of 600 KB ended as 503.

A small body is read to its end instead: the proxy has all of it, and both of them go on with the connection.
"""

import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any

LINGER_S = 0.25
GATHERED_BYTES = 64 * 1024
"""A body of this size comes at once: the proxy in front gathers it before it passes it on. So nobody holds a
thread by sending the body of a login byte by byte."""
_FIRST_REFUSAL = 400
CLOSE = ("Connection", "close")

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
Wsgi = Callable[[Environ, StartResponse], Iterable[bytes]]


def lingering(application: Wsgi, linger_s: float = LINGER_S) -> Wsgi:
    """The application, whose refusals of bodies end `linger_s` after their last byte."""

    def serve(environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        body = Body(environ)
        environ["wsgi.input"] = body
        lingers = False

        def start(status: str, headers: list[tuple[str, str]], *details: object) -> object:
            nonlocal lingers
            if int(status[:3]) >= _FIRST_REFUSAL and not body.finish():
                lingers = True
                headers = [(name, value) for name, value in headers if name.lower() != "content-length"]
                headers.append(CLOSE)
            return start_response(status, headers, *details)

        answer = application(environ, start)
        return _held(answer, linger_s) if lingers else answer

    return serve


class Body:
    """The request's body, of which it is known whether all was read."""

    def __init__(self, environ: Environ) -> None:
        self._stream = environ["wsgi.input"]
        declared = environ.get("CONTENT_LENGTH")
        self._declared = int(declared) if declared else None
        self._chunked = bool(environ.get("HTTP_TRANSFER_ENCODING"))
        self._received = 0
        self._ended = False

    @property
    def is_gathered(self) -> bool:
        """Whether it is all here already; one without a length was too long for that."""
        return not self._chunked if self._declared is None else self._declared <= GATHERED_BYTES

    def read(self, size: int = -1) -> bytes:
        content: bytes = self._stream.read(size)
        self._received += len(content)
        self._ended = self._ended or (not content and size != 0)
        return content

    def finish(self) -> bool:
        """Reads the rest where that takes no time; whether the connection can go on behind it."""
        if self._declared is None:
            return self._ended or not self._chunked
        if self.is_gathered and self._received < self._declared:
            self.read(self._declared - self._received)
        return self._received >= self._declared


def _held(answer: Iterable[bytes], linger_s: float) -> Iterator[bytes]:
    # The rest is not read meanwhile: a body that has stopped coming would hold the thread.
    try:
        yield from answer
        time.sleep(linger_s)
    finally:
        close = getattr(answer, "close", None)
        if close is not None:
            close()
