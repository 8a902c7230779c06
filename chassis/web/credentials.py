"""The one access token of a request: in a header, or in the cookie that a browser adds by itself.

A cookie comes along whoever made the browser ask. So a token that travels as a cookie holds a secret, `csrf`,
that only our own pages know, and whatever changes something must show it too. Such a token is refused in a
header, and a token without one in a cookie. More than one token is none.
"""

import hmac
import re
from dataclasses import dataclass

from flask import Request

from chassis.errors import PermissionDenied, Unauthenticated
from chassis.identity import MAX_TOKEN_BYTES
from chassis.web.cookies import CSRF_HEADER
from chassis.web.incoming import TOKEN_REFUSED
from chassis.web.site import Site

CSRF_REFUSED = f"The header {CSRF_HEADER} is missing or wrong."
_TOKEN = re.compile(r"[A-Za-z0-9._~+/=-]+", re.ASCII)
_BEARER = re.compile(r"Bearer +(\S+)", re.ASCII | re.IGNORECASE)
_QUERY = "access_token"
"""RFC 6750 2.3: addresses are logged and shared, so no token is taken from one."""


@dataclass(frozen=True)
class Credential:
    """What was presented, and how it came."""

    token: str
    by_cookie: bool

    def fits(self, csrf: str | None) -> bool:
        """Whether a token with, or without, this `csrf` may come in this way."""
        return self.by_cookie == (csrf is not None)


def credential(request: Request, site: Site) -> Credential:
    """Raises Unauthenticated, always with the same words, unless there is exactly one token.

    Two Authorization headers arrive joined by a comma (granian, RFC 9110 5.3) and so match no token.
    """
    headers = request.headers.getlist("Authorization")
    cookies = request.cookies.getlist(site.cookies.access)
    if len(headers) + len(cookies) != 1 or _QUERY in request.args:
        raise Unauthenticated(TOKEN_REFUSED)
    token = cookies[0] if cookies else _of_header(headers[0])
    if len(token) > MAX_TOKEN_BYTES or not _TOKEN.fullmatch(token):
        raise Unauthenticated(TOKEN_REFUSED)
    return Credential(token, by_cookie=bool(cookies))


def _of_header(sent: str) -> str:
    match = _BEARER.fullmatch(sent) if len(sent) <= MAX_TOKEN_BYTES + 16 else None
    return match.group(1) if match else ""


def check_page(request: Request, site: Site, csrf: str) -> None:
    """Raises PermissionDenied unless a page that knows the secret made the browser send this."""
    if not hmac.compare_digest(shown_by_page(request, site).encode(), csrf.encode()):
        raise PermissionDenied(CSRF_REFUSED, code="csrf_refused")


def shown_by_page(request: Request, site: Site) -> str:
    """What stands in the header, still to be compared.

    Raises PermissionDenied where there is nothing, or where the page is neither ours nor of a listed origin.
    """
    if not _from_known_page(request, site):
        raise PermissionDenied("The page that sent this is not allowed to.", code="origin_refused")
    shown = request.headers.getlist(CSRF_HEADER)
    if len(shown) != 1:
        raise PermissionDenied(CSRF_REFUSED, code="csrf_refused")
    return shown[0]


def _from_known_page(request: Request, site: Site) -> bool:
    """What the browser itself says; pages can't write these headers, and older browsers leave them out."""
    origin, place = request.headers.get("Origin"), request.headers.get("Sec-Fetch-Site")
    if place == "same-origin":
        return True
    if origin is None:
        return place in (None, "none")
    return site.is_known(origin)
