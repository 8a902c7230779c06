"""Which pages of other origins may call, told to their browsers: CORS, as the Fetch standard has it.

An origin is answered for when it is listed, letter by letter: never `null`, never whatever came. Only then
may its pages send cookies and read answers.
"""

from flask import Request, Response

from chassis.web.cookies import CSRF_HEADER
from chassis.web.site import Site

_METHODS = "GET, HEAD, POST, PUT, PATCH, DELETE"
_SENT = (
    "Authorization, Content-Type, Idempotency-Key, If-Match, If-None-Match, Last-Event-ID, Prefer, Range, "
    f"{CSRF_HEADER}, X-Request-Id, traceparent, tracestate, "
    "Tus-Resumable, Upload-Length, Upload-Defer-Length, Upload-Metadata, Upload-Concat, Upload-Offset, "
    "Upload-Checksum, X-HTTP-Method-Override, "
    "OpenAI-Organization, OpenAI-Project, X-Stainless-Arch, X-Stainless-Helper-Method, X-Stainless-Lang, "
    "X-Stainless-OS, X-Stainless-Package-Version, X-Stainless-Retry-Count, X-Stainless-Runtime, "
    "X-Stainless-Runtime-Version, X-Stainless-Timeout"
)
"""Of our own clients, of tus-js-client and of OpenAI's."""
_SHOWN = (
    "Location, ETag, Link, Retry-After, RateLimit, RateLimit-Policy, X-Request-Id, Idempotent-Replayed, "
    "Preference-Applied, Content-Disposition, Content-Range, Accept-Ranges, WWW-Authenticate, "
    "Tus-Resumable, Tus-Version, Tus-Extension, Tus-Max-Size, Tus-Checksum-Algorithm, "
    "Upload-Offset, Upload-Length, Upload-Defer-Length, Upload-Metadata, Upload-Concat, Upload-Expires, "
    "X-Should-Retry, Asr-Engine"
)
_KEPT_S = 600
"""How long a browser may go by one answer; an origin that is taken off the list is out after it."""


def preflight(request: Request, site: Site) -> Response | None:
    """The answer to a browser that asks, for a page of a listed origin, before it sends; else None."""
    asks = request.method == "OPTIONS" and "Access-Control-Request-Method" in request.headers
    if not asks or request.headers.get("Origin") not in site.origins:
        return None
    response = Response(status=204)
    response.headers["Access-Control-Allow-Methods"] = _METHODS
    response.headers["Access-Control-Allow-Headers"] = _SENT
    response.headers["Access-Control-Max-Age"] = str(_KEPT_S)
    return response


def tell(request: Request, response: Response, site: Site) -> None:
    """Every answer says whether it depends on the origin, and a listed one that its page may read it."""
    if not site.origins:
        return
    response.vary.add("Origin")
    origin = request.headers.get("Origin")
    if origin is not None and origin in site.origins:
        response.headers["Access-Control-Allow-Origin"] = origin
        response.headers["Access-Control-Allow-Credentials"] = "true"
        response.headers["Access-Control-Expose-Headers"] = _SHOWN
