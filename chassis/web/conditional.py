"""ETag, If-None-Match and If-Match (RFC 9110 13)."""

import hashlib

from flask import Request, Response

from chassis.errors import PreconditionFailed


def entity_tag(content: bytes) -> str:
    """A strong tag, unquoted, of exactly these bytes."""
    return hashlib.sha256(content).hexdigest()[:32]


def require_match(request: Request, tag: str) -> None:
    """Raises PreconditionFailed when the client edits another version than the present one.

    Without If-Match the client asked for no protection from lost updates, and gets none.
    """
    if "If-Match" in request.headers and not request.if_match.contains(tag):
        raise PreconditionFailed("The resource has changed since you read it: read it again, then repeat.")


def not_modified(request: Request, response: Response) -> Response:
    """304 without a body where a GET's If-None-Match holds the response's tag."""
    tag, weak = response.get_etag()
    readable = request.method in ("GET", "HEAD") and response.status_code == 200
    if readable and tag and not weak and request.if_none_match.contains_weak(tag):
        response.set_data(b"")
        response.status_code = 304
        for name in ("Content-Length", "Content-Type"):
            response.headers.pop(name, None)
    return response
