"""Refusals that are told while the body is still coming, so that they also arrive.

The server closes the connection behind such an answer. A proxy that is sending the rest then finds a
broken pipe, and Go's HTTP client (Caddy) reports that in place of the answer that it has been given: a
third of the refused uploads ended as 503. So the end of the answer is held back for a moment, in which
the proxy reads it: without a length, of which the server would find the end by itself. And it says that the
connection ends, or a proxy that has sent all of the body keeps it for another request, which then finds it
closed: a third of the uploads behind a refused one of 600 KB ended as 503.
"""

import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any

LINGER_S = 0.25
_UNNOTICED_BYTES = 2 * 1024
"""A body of this size leaves the proxy with the head, in one write of 4 KB. Up to a third of the refusals of
16 KB that were let go at once ended as 503."""
_FIRST_REFUSAL = 400

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
Wsgi = Callable[[Environ, StartResponse], Iterable[bytes]]


def lingering(application: Wsgi, linger_s: float = LINGER_S) -> Wsgi:
    """The application, whose refusals of bodies end `linger_s` after their last byte."""

    def serve(environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        body = _Body(environ)
        environ["wsgi.input"] = body
        lingers = False

        def start(status: str, headers: list[tuple[str, str]], *details: object) -> object:
            nonlocal lingers
            if int(status[:3]) >= _FIRST_REFUSAL and body.is_unread():
                headers = [*headers, ("Connection", "close")]
                lingers = body.is_coming()
            if lingers:
                headers = [(name, value) for name, value in headers if name.lower() != "content-length"]
            return start_response(status, headers, *details)

        answer = application(environ, start)
        return _held(answer, linger_s) if lingers else answer

    return serve


class _Body:
    """The request's body, of which it is known whether all was read."""

    def __init__(self, environ: Environ) -> None:
        self._stream = environ["wsgi.input"]
        declared = environ.get("CONTENT_LENGTH")
        self._declared = int(declared) if declared else None
        self._chunked = bool(environ.get("HTTP_TRANSFER_ENCODING"))
        self._received = 0
        self._ended = False

    def read(self, size: int = -1) -> bytes:
        content: bytes = self._stream.read(size)
        self._received += len(content)
        self._ended = self._ended or (not content and size != 0)
        return content

    def is_unread(self) -> bool:
        if self._declared is not None:
            return self._declared > self._received
        return self._chunked and not self._ended

    def is_coming(self) -> bool:
        return self.is_unread() and (self._declared is None or self._declared > _UNNOTICED_BYTES)


def _held(answer: Iterable[bytes], linger_s: float) -> Iterator[bytes]:
    # The rest is not read meanwhile: a body that has stopped coming would hold the thread.
    try:
        yield from answer
        time.sleep(linger_s)
    finally:
        close = getattr(answer, "close", None)
        if close is not None:
            close()
