"""Where the call at hand came from at first, for the audit trail."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_peer: ContextVar[str] = ContextVar("rostrum_auth_peer", default="")


@contextmanager
def told_from(peer: str) -> Iterator[None]:
    """Whatever is noted inside came from this address, as the calling service says."""
    token = _peer.set(peer)
    try:
        yield
    finally:
        _peer.reset(token)


def of_call() -> dict[str, str]:
    """The peer; empty outside of a call that tells one."""
    peer = _peer.get()
    return {"peer": peer} if peer else {}
