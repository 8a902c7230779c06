"""What a provider's token must say, and what is believed of it once its signature holds."""

import hashlib
import hmac
from collections.abc import Mapping
from datetime import UTC, datetime

from chassis.errors import InvalidInput
from chassis.identity import TokenRefused, Verified, check_times
from services.auth.adapters.outbound.oidc.provider import Provider
from services.auth.domain.email import EmailAddress
from services.auth.domain.outside_identity import OutsideIdentity
from services.auth.domain.user import DEFAULT_LOCALE, clean_locale, clean_name

MAX_LIFE_S = 24 * 60 * 60
"""Revoked sessions are remembered for longer than this, so a token can't outlive what ended its session."""
_MAX_SUBJECT = 255
"""OpenID Connect Core 2."""
_TYPES = ("", "jwt", "at+jwt", "application/at+jwt")
"""Not logout tokens, security events and other things that are signed by the same keys (RFC 8725 3.11)."""
_NEVER_BELIEVED = frozenset({"jku", "jwk", "x5u", "crit"})
"""Headers by which a token would bring its own key or its own rules."""


def check_header(header: Mapping[str, object], provider: Provider) -> None:
    if _NEVER_BELIEVED & set(header) or str(header.get("typ", "")).lower() not in _TYPES:
        raise TokenRefused("not the header of a provider's token")
    if header.get("alg") not in provider.algorithms:
        raise TokenRefused("an algorithm that is not this provider's")


def check_brought(claims: Mapping[str, object], provider: Provider, now: datetime) -> None:
    """A token that a client got for itself and brings here."""
    if "cnf" in claims:
        raise TokenRefused("bound to a key that is not shown")
    _check_audience(claims, provider.accepted_audiences, provider.known_clients)
    _check_common(claims, provider, now)


def check_login(claims: Mapping[str, object], provider: Provider, nonce: str, now: datetime) -> None:
    """The ID token of a login that we began (OpenID Connect Core 3.1.3.7)."""
    client = (str(provider.client_id),)
    _check_audience(claims, client, client)
    shown = str(claims.get("nonce", "")).encode("utf-8", "replace")
    if not hmac.compare_digest(shown, nonce.encode()):
        raise TokenRefused("of another login")
    _check_common(claims, provider, now)


def _check_common(claims: Mapping[str, object], provider: Provider, now: datetime) -> None:
    if claims.get("iss") != provider.issuer:
        raise TokenRefused("other issuer")
    subject = claims.get("sub")
    if not isinstance(subject, str) or not 0 < len(subject) <= _MAX_SUBJECT or not subject.isprintable():
        raise TokenRefused("sub is no name")
    # Few providers write nbf; a token without is good from when it was issued.
    check_times({"nbf": claims.get("iat"), **claims}, now, max_life_s=MAX_LIFE_S)


def _check_audience(
    claims: Mapping[str, object], audiences: tuple[str, ...], clients: tuple[str, ...]
) -> None:
    found = claims.get("aud")
    meant_for = found if isinstance(found, list) else [found]
    if not any(audience in audiences for audience in meant_for):
        raise TokenRefused("other audience")
    issued_to = claims.get("azp")
    if issued_to is None and len(meant_for) > 1:
        raise TokenRefused("for several audiences, and to none of them")
    if issued_to is not None and issued_to not in clients:
        raise TokenRefused("issued to another client")


def identity_of(claims: Mapping[str, object], provider: Provider) -> OutsideIdentity:
    """Of claims that were checked."""
    return OutsideIdentity(
        provider=provider.name,
        issuer=provider.issuer,
        subject=str(claims["sub"]),
        email=_verified_email(claims, provider),
        display_name=_shown(claims, "name"),
        locale=_locale(claims),
        two_factors=_two_factors(claims, provider),
    )


def expiry_of(claims: Mapping[str, object]) -> datetime:
    return datetime.fromtimestamp(int(str(claims["exp"])), UTC)


def proofs_of(token: str, content: Verified) -> tuple[bytes, ...]:
    """The login at the provider (`sid`; Supabase: `session_id`), where it is named, and the token.

    Not the signature: of some algorithms anybody can write another one that holds as well.
    """
    claims = content.claims
    person = f"{claims['iss']}\n{claims['sub']}"
    login = claims.get("sid") or claims.get("session_id")
    named = [f"login\n{person}\n{login}"] if isinstance(login, str) and login.isprintable() else []
    signed = token.rpartition(".")[0]
    return tuple(hashlib.sha256(each.encode()).digest() for each in (*named, f"token\n{signed}"))


def _verified_email(claims: Mapping[str, object], provider: Provider) -> EmailAddress | None:
    """Some providers write the word instead of the value."""
    text = claims.get("email")
    if not isinstance(text, str) or not (
        provider.emails_verified or claims.get("email_verified") in (True, "true")
    ):
        return None
    try:
        return EmailAddress.parse(text)
    except InvalidInput:
        return None


def _two_factors(claims: Mapping[str, object], provider: Provider) -> bool:
    """By RFC 8176, by Supabase's `aal`, or by what the operator says this provider's `acr` means."""
    methods = claims.get("amr")
    by_method = isinstance(methods, list) and "mfa" in methods
    return by_method or claims.get("aal") == "aal2" or claims.get("acr") in provider.second_factor_acr


def _shown(claims: Mapping[str, object], name: str) -> str:
    value = claims.get(name)
    try:
        return clean_name(value) if isinstance(value, str) else ""
    except InvalidInput:
        return ""


def _locale(claims: Mapping[str, object]) -> str:
    value = claims.get("locale")
    try:
        return clean_locale(value) if isinstance(value, str) else DEFAULT_LOCALE
    except InvalidInput:
        return DEFAULT_LOCALE
