"""Decides whether a call is let in, from its metadata and the method's policy."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from chassis.errors import InvalidInput, PermissionDenied, Unauthenticated
from chassis.identity import (
    AccessTokenVerifier,
    Principal,
    ServiceCredentialVerifier,
    check_permission,
    invalid_token,
)
from chassis.rpc.calls import AUTHORIZATION_KEY, SERVICE_KEY, TENANT_KEY, Call
from chassis.rpc.policies import Method

_BEARER = "Bearer "
_ONCE = frozenset({SERVICE_KEY, TENANT_KEY, AUTHORIZATION_KEY})


class Admission:
    """Knows the services by their credentials and the users by their access tokens.

    `users` is None for a service that no call with a user's token may enter.
    """

    def __init__(self, services: ServiceCredentialVerifier, users: AccessTokenVerifier | None = None) -> None:
        self._services = services
        self._users = users

    def admit(self, method: Method, metadata: Mapping[str, str]) -> Call:
        """The call, with everything in it verified; an error of the family otherwise."""
        caller = self._services.verify(metadata.get(SERVICE_KEY, ""))
        if caller not in method.policy.callers:
            raise PermissionDenied("This service may not call this method.", code="caller_not_allowed")
        token = _bearer(metadata)
        principal = self._principal(token, method) if token else None
        if principal is None and (method.policy.user_required or method.policy.role):
            raise Unauthenticated("The call needs a user's access token.")
        tenant = _tenant(metadata, required=method.policy.tenant)
        if principal and tenant != principal.tenant_id:
            raise PermissionDenied("The tenant is not that of the access token.", code="tenant_mismatch")
        return Call(method.name, caller, tenant, principal, token)

    def _principal(self, token: str, method: Method) -> Principal:
        if self._users is None:
            raise invalid_token()
        principal = self._users.verify(token, writes=method.policy.writes)
        check_permission(principal, role=method.policy.role, scope=method.policy.scope)
        return principal


def text_metadata(pairs: Sequence[tuple[str, str | bytes]]) -> dict[str, str]:
    """Metadata as a mapping; what we decide by must be there once, so that nobody reads another one."""
    texts = [(name, value) for name, value in pairs if isinstance(value, str)]
    metadata = dict(texts)
    if sum(name in _ONCE for name, _ in texts) != sum(name in _ONCE for name in metadata):
        raise InvalidInput("Credentials and tenant are given once.", code="ambiguous_metadata")
    return metadata


def _bearer(metadata: Mapping[str, str]) -> str | None:
    value = metadata.get(AUTHORIZATION_KEY)
    if value is None:
        return None
    if not value.startswith(_BEARER) or len(value) == len(_BEARER):
        raise invalid_token()
    return value.removeprefix(_BEARER)


def _tenant(metadata: Mapping[str, str], *, required: bool) -> UUID | None:
    value = metadata.get(TENANT_KEY)
    if value is None:
        if required:
            raise PermissionDenied("The call names no tenant.", code="tenant_required")
        return None
    try:
        return UUID(value)
    except ValueError:
        raise InvalidInput("The tenant is not an id.", code="tenant_invalid") from None
