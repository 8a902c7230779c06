"""Refusals that are told while the body is still coming, so that they also arrive.

The server closes the connection behind such an answer. A proxy that is sending the rest then finds a
broken pipe, and Go's HTTP client (Caddy) reports that in place of the answer that it has been given: a
third of the refused uploads ended as 503. So the end of the answer is held back for a moment, in which
the proxy reads it.
"""

import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any

LINGER_S = 0.25
_UNNOTICED_BYTES = 64 * 1024
"""A body of this size is in the kernel's buffers, and so sent, before it can be refused."""
_FIRST_REFUSAL = 400

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
Wsgi = Callable[[Environ, StartResponse], Iterable[bytes]]


def lingering(application: Wsgi, linger_s: float = LINGER_S) -> Wsgi:
    """The application, whose refusals of large bodies end `linger_s` after their last byte."""

    def serve(environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        body = _Body(environ)
        environ["wsgi.input"] = body
        lingers = False

        def start(status: str, headers: list[tuple[str, str]], *details: object) -> object:
            nonlocal lingers
            lingers = int(status[:3]) >= _FIRST_REFUSAL and body.is_coming()
            if lingers:  # of an announced length the server would find the end by itself
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

    def is_coming(self) -> bool:
        if self._declared is not None:
            return self._declared > max(self._received, _UNNOTICED_BYTES)
        return self._chunked and not self._ended


def _held(answer: Iterable[bytes], linger_s: float) -> Iterator[bytes]:
    # The rest is not read meanwhile: a body that has stopped coming would hold the thread.
    try:
        yield from answer
        time.sleep(linger_s)
    finally:
        close = getattr(answer, "close", None)
        if close is not None:
            close()
