"""Who calls an operation, and may they: from a request's credentials to a call of a known user."""

from dataclasses import replace
from typing import Protocol

import structlog

from chassis.errors import Unauthenticated
from chassis.identity import check_permission
from chassis.web import incoming
from chassis.web.calls import Call, Caller
from chassis.web.operations import Operation

_SAFE = frozenset({"GET", "HEAD"})


class TokenVerifier(Protocol):
    """chassis.identity.AccessTokenVerifier, as far as the edge needs it."""

    def verify(self, token: str, *, writes: bool = True) -> Caller:
        """`writes` says that the call changes something, and so must not rest on stale revocations."""
        ...


def authenticated(call: Call, operation: Operation, verifier: TokenVerifier) -> Call:
    """The call with its user; raises Unauthenticated, or PermissionDenied where the user may not do this."""
    if operation.policy == "anonymous":
        return call
    token = incoming.bearer_token(call.request)

    def verify() -> Caller:
        try:
            return verifier.verify(token, writes=operation.method not in _SAFE)
        except Unauthenticated:
            # One answer for every reason: why a token was refused helps only those who forge one.
            raise Unauthenticated(incoming.TOKEN_REFUSED) from None

    principal = verify()
    check_permission(principal, role=operation.role, scope=operation.scope)
    structlog.contextvars.bind_contextvars(tenant_id=str(principal.tenant_id))
    return replace(call, principal=principal, token=token, recheck=lambda: _discard(verify()))


def _discard(_: Caller) -> None:
    return None
