"""In front of the application: what finds no place hears so here, at a small part of what an answer costs."""

import json
from collections.abc import Iterable
from contextlib import ExitStack

from werkzeug.wsgi import ClosingIterator

from chassis.clock import new_id
from chassis.errors import Unavailable
from chassis.web.application import SECURITY_HEADERS
from chassis.web.lingering import CLOSE, Body, Environ, StartResponse, Wsgi
from chassis.web.places import RETRY_AFTER_S, Places, at_work
from chassis.web.problems import PROBLEM_JSON

_SENT_AT_ONCE_BYTES = 256 * 1024
"""The buffers on the way to the slowest client take an answer of this size off the thread."""


def admitting(application: Wsgi, places: Places) -> Wsgi:
    """The application, which hears only of what found a place."""

    def serve(environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        with ExitStack() as held:
            try:
                answer = _admitted(application, environ, start_response, places, held)
            except Unavailable as refusal:
                return _told(refusal, environ, start_response)
            return ClosingIterator(answer, held.pop_all().close)

    return serve


def _admitted(
    application: Wsgi, environ: Environ, start_response: StartResponse, places: Places, held: ExitStack
) -> Iterable[bytes]:
    held.enter_context(places.all.hold())
    is_transfer = not Body(environ).is_gathered
    head: list[tuple[str, list[tuple[str, str]]]] = []
    with ExitStack() as work:
        at_work(work)
        if is_transfer:
            held.enter_context(places.transfers.hold())
        else:
            work.enter_context(places.work.hold())
        answer = application(environ, lambda status, headers, *_: head.append((status, headers)))
    status, headers = head[-1]
    if environ.get("REQUEST_METHOD") == "GET" and _is_long(headers):  # what was done is told in any case
        with ExitStack() as refused:
            refused.callback(getattr(answer, "close", _nothing))
            held.enter_context(places.transfers.hold())
            refused.pop_all()
    start_response(status, headers)
    return answer


def _nothing() -> None:
    """An answer of plain bytes has nothing to close."""


def _is_long(headers: Iterable[tuple[str, str]]) -> bool:
    lengths = [int(value) for name, value in headers if name.lower() == "content-length"]
    return any(length > _SENT_AT_ONCE_BYTES for length in lengths)


def _told(refusal: Unavailable, environ: Environ, start_response: StartResponse) -> list[bytes]:
    request_id = str(new_id())
    problem = refusal.to_problem() | {
        "instance": environ.get("PATH_INFO", ""),
        "request_id": request_id,
        "retryable": refusal.retryable,
    }
    content = json.dumps(problem).encode()
    headers = {
        **SECURITY_HEADERS,
        "Content-Type": PROBLEM_JSON,
        "Content-Length": str(len(content)),
        "Retry-After": str(RETRY_AFTER_S),
        "X-Request-Id": request_id,
    }
    # A longer body is not waited for. A proxy that is still sending it says 503 and Retry-After by itself.
    last = [] if Body(environ).finish() else [CLOSE]
    start_response("503 Service Unavailable", [*headers.items(), *last])
    return [content]
