"""What is read from a request before any operation sees it: its id, its sender, its framing."""

import ipaddress
import re
from collections.abc import Callable, Sequence
from uuid import UUID

from flask import Request

from chassis.errors import Malformed, UnsupportedMedia

TOKEN_REFUSED = "A valid access token is required."  # noqa: S105 - a sentence, and the same one for every reason
_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{8,64}", re.ASCII)

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


def request_id(request: Request, new_id: Callable[[], UUID]) -> str:
    """The caller's id where it is safe to log and echo, else a fresh one."""
    sent = request.headers.get("X-Request-Id", "")
    return sent if _REQUEST_ID.fullmatch(sent) else str(new_id())


def peer(request: Request, trusted: Sequence[Network]) -> str:
    """The address that limits are keyed by.

    X-Forwarded-For counts only when the connection comes from a trusted proxy, and of it only the last
    entry, which that proxy wrote. IPv6 is cut to /64: one subscriber has all of it.
    """
    address = _address(request.remote_addr)
    if address is not None and any(address in network for network in trusted):
        forwarded = request.headers.get("X-Forwarded-For", "").rsplit(",", 1)[-1].strip()
        address = _address(forwarded) or address
    if isinstance(address, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((address, 64), strict=False))
    return str(address or "unknown")


def _address(text: str | None) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        address = ipaddress.ip_address(text or "")
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return mapped or address


def check_encodings(request: Request) -> None:
    """No compressed bodies (a bomb is cheap to send), and nothing that frames a body twice."""
    if request.headers.get("Content-Encoding", "identity").strip().lower() not in ("", "identity"):
        raise UnsupportedMedia("Send the body without Content-Encoding.", code="unsupported_encoding")
    if "Transfer-Encoding" in request.headers and "Content-Length" in request.headers:
        raise Malformed("A body has either a length or a transfer encoding.")
    if len(request.headers.getlist("Host")) != 1 or "," in request.headers["Host"]:
        raise Malformed("Exactly one Host header is required.")
