"""Every answer that is no success, rendered in one place: RFC 9457, or the shape that some addresses have.

What is unknown never leaks.
"""

import json
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from flask import Response, g, request
from pydantic import BaseModel
from werkzeug.exceptions import HTTPException

from chassis.errors import PROBLEM_TYPE_BASE, RateLimited, RostrumError, Unavailable
from chassis.web.schema import ProblemView

PROBLEM_JSON = "application/problem+json"
_PHRASES: Mapping[int, tuple[str, str, str]] = {
    400: ("malformed_request", "Malformed request", "The request could not be read."),
    404: ("not_found", "Not found", "There is nothing at this address."),
    405: ("method_not_allowed", "Method not allowed", "This address does not take that method; see Allow."),
    408: ("request_timeout", "Request timeout", "The request took too long to arrive."),
    413: ("too_large", "Too large", "The body is larger than this operation accepts."),
    415: ("unsupported_media", "Unsupported media type", "The body's media type is not accepted here."),
    431: ("headers_too_large", "Headers too large", "The request's headers are too large."),
}
_INTERNAL = (
    "internal",
    "Internal error",
    "Something went wrong on our side; quote the request id when asking.",
)


@dataclass(frozen=True)
class ErrorShape:
    """How the clients of some addresses want to be told what went wrong.

    `tell` makes the answer of the problem document; `statuses` are those that have another number there.
    """

    media_type: str
    view: type[BaseModel]
    tell: Callable[[Mapping[str, object]], Response]
    statuses: Mapping[int, int] = field(default_factory=dict)

    def status(self, status: int) -> int:
        return self.statuses.get(status, status)


PROBLEM_DOCUMENT = ErrorShape(PROBLEM_JSON, ProblemView, lambda problem: Response(json.dumps(problem)))


def from_error(error: RostrumError, request_id: str) -> Response:
    """The document of one of our own errors; `retry_after_s` becomes Retry-After."""
    if error.status == 500:
        return internal(request_id)
    headers: dict[str, str] = {}
    retry_after_s = error.retry_after_s
    if retry_after_s is None and isinstance(error, RateLimited | Unavailable):
        retry_after_s = 1
    if retry_after_s is not None:
        headers["Retry-After"] = str(max(1, math.ceil(retry_after_s)))
    if error.status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    return _render(error.to_problem(), request_id, headers, retryable=error.retryable)


def from_http(error: HTTPException, request_id: str) -> Response:
    """The document of what Flask or Werkzeug refused; their own texts are replaced by ours."""
    status = error.code or 500
    code, title, detail = _PHRASES.get(status, _INTERNAL if status >= 500 else _PHRASES[400])
    headers = {name: value for name, value in error.get_headers() if name == "Allow"}
    return _render(_document(status, code, title, detail), request_id, headers)


def internal(request_id: str) -> Response:
    return _render(_document(500, *_INTERNAL), request_id, {})


def _document(status: int, code: str, title: str, detail: str) -> dict[str, object]:
    type_ = PROBLEM_TYPE_BASE + code
    return {"type": type_, "title": title, "status": status, "detail": detail, "code": code}


def _render(
    problem: dict[str, object],
    request_id: str,
    headers: Mapping[str, str],
    *,
    retryable: bool = False,
) -> Response:
    status = int(str(problem["status"]))
    problem["instance"] = request.path
    problem["request_id"] = request_id
    problem["retryable"] = retryable
    shape: ErrorShape = g.get("error_shape", PROBLEM_DOCUMENT)
    response = shape.tell(problem)
    response.status_code = shape.status(status)
    response.content_type = shape.media_type
    response.headers.update(headers)
    return response
