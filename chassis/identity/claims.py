"""What an access token must say. One function for every door: gRPC and the HTTP edge."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from chassis.identity.envelope import ALGORITHM, TokenRefused

ACCESS_TYP = "at+jwt"  # the media type of RFC 9068
ACCESS_AUDIENCE = "rostrum"  # the one family of services
MAX_ACCESS_LIFE_S = 600
LEEWAY_S = 30

_HEADER_FIELDS = {"alg", "kid", "typ"}
_MAX_TOKEN_ID = 64
_MAX_ROLES = 16
_MAX_SCOPES = 16
_MAX_CSRF = 64


@dataclass(frozen=True)
class Principal:
    """The user behind a call, as the access token says.

    `scopes` are what an API token may do; None stands for everything, as in an interactive session. `csrf` is
    there exactly in tokens that travel as cookies: the secret that a page must show beside it.
    """

    user_id: UUID
    tenant_id: UUID
    session_id: UUID
    token_id: str
    roles: tuple[str, ...] = ()
    scopes: frozenset[str] | None = None
    csrf: str | None = field(default=None, repr=False)


@dataclass(frozen=True)
class AccessTokenRules:
    """Who must have issued a token, and for whom."""

    issuer: str
    audience: str = ACCESS_AUDIENCE


def check_claims(
    header: Mapping[str, object], claims: Mapping[str, object], rules: AccessTokenRules, now: datetime
) -> Principal:
    """The principal of a token whose signature holds; TokenRefused where any rule is broken.

    Libraries check a claim only where it is asked for or present; here absence is a refusal too.
    """
    if set(header) != _HEADER_FIELDS or header["typ"] != ACCESS_TYP or header["alg"] != ALGORITHM:
        raise TokenRefused("not the header of an access token")
    if claims.get("iss") != rules.issuer:
        raise TokenRefused("other issuer")
    if claims.get("aud") != rules.audience:  # a list is refused even where it holds ours
        raise TokenRefused("other audience")
    check_times(claims, now, max_life_s=MAX_ACCESS_LIFE_S)
    return Principal(
        user_id=_uuid(claims, "sub"),
        tenant_id=_uuid(claims, "tid"),
        session_id=_uuid(claims, "sid"),
        token_id=_token_id(claims),
        roles=_roles(claims),
        scopes=_scopes(claims),
        csrf=_csrf(claims),
    )


def check_times(claims: Mapping[str, object], now: datetime, *, max_life_s: int) -> None:
    """Refuse what has expired, is not yet valid, or was made to live too long."""
    issued, begins, expires = (_seconds(claims, name) for name in ("iat", "nbf", "exp"))
    if not 0 < expires - issued <= max_life_s:
        raise TokenRefused("lives too long")
    present = now.timestamp()
    if expires <= present - LEEWAY_S:
        raise TokenRefused("expired")
    if max(issued, begins) > present + LEEWAY_S:
        raise TokenRefused("not yet valid")


def _seconds(claims: Mapping[str, object], name: str) -> int:
    value = claims.get(name)
    if not isinstance(value, int) or isinstance(value, bool):
        raise TokenRefused(f"{name} is not a whole number of seconds")
    return value


def _uuid(claims: Mapping[str, object], name: str) -> UUID:
    value = claims.get(name)
    try:
        parsed = UUID(value) if isinstance(value, str) else None
    except ValueError:
        parsed = None
    if parsed is None or str(parsed) != value:
        raise TokenRefused(f"{name} is not an id")
    return parsed


def _token_id(claims: Mapping[str, object]) -> str:
    value = claims.get("jti")
    if not isinstance(value, str) or not 0 < len(value) <= _MAX_TOKEN_ID:
        raise TokenRefused("jti is not an id")
    return value


def _roles(claims: Mapping[str, object]) -> tuple[str, ...]:
    value = claims.get("roles", [])
    if not isinstance(value, list) or len(value) > _MAX_ROLES:
        raise TokenRefused("roles is not a list")
    if not all(isinstance(role, str) for role in value):
        raise TokenRefused("roles is not a list of names")
    return tuple(value)


def _scopes(claims: Mapping[str, object]) -> frozenset[str] | None:
    """Names with single spaces between them (RFC 8693 4.2); an empty text grants nothing."""
    value = claims.get("scope")
    if value is None:
        return None
    names = value.split() if isinstance(value, str) else []
    if value != " ".join(names) or len(names) > _MAX_SCOPES:
        raise TokenRefused("scope is not a short list of names")
    return frozenset(names)


def _csrf(claims: Mapping[str, object]) -> str | None:
    value = claims.get("csrf")
    if value is not None and not (isinstance(value, str) and 0 < len(value) <= _MAX_CSRF):
        raise TokenRefused("csrf is not a short text")
    return value
