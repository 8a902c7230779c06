"""Who calls an operation, and may they: from a request's credentials to a call of a known user."""

from dataclasses import replace
from typing import Protocol

import structlog

from chassis.errors import Unauthenticated
from chassis.identity import check_permission
from chassis.web.calls import Call, Caller
from chassis.web.credentials import check_page, credential
from chassis.web.incoming import TOKEN_REFUSED
from chassis.web.operations import Operation
from chassis.web.site import Site

_SAFE = frozenset({"GET", "HEAD"})


class TokenVerifier(Protocol):
    """chassis.identity.ExchangingVerifier, as far as the edge needs it."""

    def own(self, token: str, peer: str) -> str:
        """The access token of ours that stands for what was sent from that address: itself, or what it was
        exchanged for. Raises Unauthenticated, Unavailable and RateLimited."""
        ...

    def verify(self, token: str, *, writes: bool = True) -> Caller:
        """`writes` says that the call changes something, and so must not rest on stale revocations."""
        ...


def authenticated(call: Call, operation: Operation, verifier: TokenVerifier, site: Site) -> Call:
    """The call with its user; raises Unauthenticated, or PermissionDenied where the user may not do this."""
    if operation.policy == "anonymous":
        return call
    shown = credential(call.request, site)
    writes = operation.method not in _SAFE

    def verify() -> tuple[str, Caller]:
        try:
            token = verifier.own(shown.token, call.peer)
            return token, verifier.verify(token, writes=writes)
        except Unauthenticated:
            # One answer for every reason: why a token was refused helps only those who forge one.
            raise Unauthenticated(TOKEN_REFUSED) from None

    token, principal = verify()
    if not shown.fits(principal.csrf):
        raise Unauthenticated(TOKEN_REFUSED)
    if principal.csrf is not None and writes:
        check_page(call.request, site, principal.csrf)
    check_permission(principal, role=operation.role, scope=operation.scope)
    structlog.contextvars.bind_contextvars(tenant_id=str(principal.tenant_id))
    return replace(call, principal=principal, token=token, recheck=lambda: _discard(verify()))


def _discard(_: object) -> None:
    return None
