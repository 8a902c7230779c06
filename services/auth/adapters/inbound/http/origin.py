"""Where the request at hand came from, for the audit trail."""

from collections.abc import Sequence
from ipaddress import IPv4Network, IPv6Network

from flask import g, has_request_context, request

from chassis.web import peer

_MAX_AGENT = 200


def of_request(trusted: Sequence[IPv4Network | IPv6Network]) -> dict[str, str]:
    """Peer, agent and request id; empty outside of a request."""
    if not has_request_context():
        return {}
    agent = request.headers.get("User-Agent", "")
    printable = "".join(character for character in agent if character.isprintable())
    return {"peer": peer(request, trusted), "agent": printable[:_MAX_AGENT], "request_id": g.request_id}
