"""Builds the Flask application of a service from its operations."""

import time
from collections import Counter as Tally
from collections.abc import Sequence

import structlog
from flask import Flask, Request, Response, g, request
from prometheus_client import Counter, Histogram
from werkzeug.exceptions import HTTPException

from chassis.errors import RostrumError
from chassis.web import cors, documentation, incoming, problems
from chassis.web.dispatch import Edge, Endpoint
from chassis.web.operations import Operation, WrongOperation

SECURITY_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Content-Security-Policy": "default-src 'none'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
_HTTPS_ONLY = {"Strict-Transport-Security": "max-age=31536000"}
"""A year. Other hosts of the domain are not ours to decide about, so there is no includeSubDomains."""
_REQUESTS = Counter("rostrum_http_requests", "Requests by operation and status.", ("operation", "status"))
_DURATION = Histogram(
    "rostrum_http_request_duration_seconds", "From the request's head to the answer's head.", ("operation",)
)
_log = structlog.get_logger("chassis.web")


class _StrictRequest(Request):
    """Few form parts, and no form field that fills the memory."""

    max_form_parts = 20
    max_form_memory_size = 64 * 1024


def create_app(description: documentation.Description, operations: Sequence[Operation], edge: Edge) -> Flask:
    """The WSGI application. Raises WrongOperation when an operation can't be served as declared."""
    _check_names(operations)
    app = Flask(description.name, static_folder=None)
    app.request_class = _StrictRequest
    app.url_map.merge_slashes = False
    app.url_map.redirect_defaults = False
    for operation in operations:
        app.add_url_rule(
            operation.rule,
            endpoint=operation.name,
            view_func=Endpoint(operation, edge),
            methods=[operation.method],
            provide_automatic_options=False,
        )
    documentation.mount(app, description, operations)
    _add_hooks(app, edge, description)
    _add_error_handlers(app)
    return app


def _check_names(operations: Sequence[Operation]) -> None:
    names = Tally(operation.name for operation in operations)
    doubled = [name for name, count in names.items() if count > 1]
    if doubled:
        raise WrongOperation(f"two handlers have the name {', '.join(doubled)}")


def _add_hooks(app: Flask, edge: Edge, description: documentation.Description) -> None:
    protection = SECURITY_HEADERS | (_HTTPS_ONLY if edge.site.secure else {})

    @app.before_request
    def identify() -> Response | None:
        g.started, g.operation = time.monotonic(), "none"
        g.request_id = incoming.request_id(request, edge.new_id)
        g.error_shape = description.error_shape(request.path)
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=g.request_id)
        return cors.preflight(request, edge.site)

    @app.after_request
    def protect(response: Response) -> Response:
        response.headers["X-Request-Id"] = g.request_id
        for name, value in protection.items():
            response.headers.setdefault(name, value)
        cors.tell(request, response, edge.site)
        _count(response)
        return response


def _count(response: Response) -> None:
    elapsed_s = time.monotonic() - g.started
    _REQUESTS.labels(g.operation, str(response.status_code)).inc()
    _DURATION.labels(g.operation).observe(elapsed_s)
    status, elapsed_ms = response.status_code, round(elapsed_s * 1000, 1)
    _log.info("request", operation=g.operation, status=status, elapsed_ms=elapsed_ms)


def _add_error_handlers(app: Flask) -> None:
    """For what goes wrong outside an operation: no such address, no such method, a defect of ours."""

    @app.errorhandler(RostrumError)
    def refused(error: RostrumError) -> Response:
        return problems.from_error(error, g.request_id)

    @app.errorhandler(HTTPException)
    def not_served(error: HTTPException) -> Response:
        return problems.from_http(error, g.request_id)

    @app.errorhandler(Exception)
    def unexpected(_: Exception) -> Response:
        _log.exception("unexpected")
        return problems.internal(g.request_id)
