"""Errors as OpenAI's clients read them."""

from collections.abc import Mapping
from typing import Any

from flask import Response
from pydantic import Field

from chassis.web import ErrorShape, View

_STATUSES = {422: 400}
_CODES = {401: "invalid_api_key", 429: "rate_limit_exceeded"}
_CODES_OF_OURS = {"audio_minutes_used_up": "insufficient_quota"}
"""Where their clients switch on a code; elsewhere it is ours, with a line in docs/problems.md."""


class FaultyRequestView(View):
    message: str
    type: str = Field(
        description="`invalid_request_error`, `authentication_error`, `requests` or `server_error`."
    )
    param: str | None
    code: str


class OpenAiErrorView(View):
    """What went wrong, as `{"error": {...}}`."""

    error: FaultyRequestView


def error_view(problem: Mapping[str, Any]) -> OpenAiErrorView:
    """Of a problem document."""
    status = int(problem["status"])
    faults = problem.get("errors") or [{}]
    told = FaultyRequestView(
        message=problem["detail"],
        type=_type(status),
        param=faults[0].get("pointer", "").removeprefix("query").strip("/") or None,
        code=_CODES_OF_OURS.get(problem["code"]) or _CODES.get(status, problem["code"]),
    )
    return OpenAiErrorView(error=told)


def _tell(problem: Mapping[str, Any]) -> Response:
    """Says as the `x-should-retry` of OpenAI does whether a repetition is worth while."""
    response = Response(error_view(problem).model_dump_json())
    response.headers["X-Should-Retry"] = "true" if problem["retryable"] else "false"
    return response


def _type(status: int) -> str:
    if status >= 500:
        return "server_error"
    return {401: "authentication_error", 403: "authentication_error", 429: "requests"}.get(
        status, "invalid_request_error"
    )


OPENAI_ERRORS = ErrorShape("application/json", OpenAiErrorView, _tell, _STATUSES)
