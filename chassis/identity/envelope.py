"""The outside of a signed token: size, canonical form, signature. Nothing in it is believed before."""

import base64
import binascii
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from chassis.errors import Unauthenticated

MAX_TOKEN_BYTES = 4096
ALGORITHM = "EdDSA"

_JWS = jwt.PyJWS(algorithms=[ALGORITHM])


class TokenRefused(Exception):
    """Why a token was refused: for logs and tests, never for the client, and without the token's content."""


def invalid_token() -> Unauthenticated:
    """The one answer to every bad access token: which check failed is nobody's business outside."""
    return Unauthenticated("The access token is not valid or has expired.", code="invalid_token")


@dataclass(frozen=True)
class Verified:
    """Header and claims of a token whose signature holds; the claims are still to be checked."""

    header: Mapping[str, object]
    claims: Mapping[str, object]


def check_envelope(token: str) -> None:
    """Refuse what is no canonical compact JWS: the same token in another spelling is another token."""
    if len(token) > MAX_TOKEN_BYTES or not token.isascii():
        raise TokenRefused("larger than 4 KB or not ASCII")
    segments = token.split(".")
    if len(segments) != 3 or not all(_is_canonical(segment) for segment in segments):
        raise TokenRefused("not a canonical compact JWS")


def peek(token: str) -> Verified:
    """Header and claims as the sender wrote them, only to choose the key by; checks the envelope."""
    check_envelope(token)
    header, claims, _ = token.split(".")
    return Verified(_json_object(decoded(header)), _json_object(decoded(claims)))


def verify(token: str, key_for: Callable[[Verified], Ed25519PublicKey]) -> Verified:
    """Check the signature with the key that `key_for` picks from the unverified content."""
    content = peek(token)
    if content.header.get("alg") != ALGORITHM:
        raise TokenRefused("not signed with EdDSA")
    try:
        _JWS.decode_complete(token, key_for(content), algorithms=[ALGORITHM])
    except jwt.PyJWTError as error:
        raise TokenRefused("bad signature or header") from error
    return content


def _is_canonical(segment: str) -> bool:
    try:
        return bool(segment) and encoded(decoded(segment)) == segment
    except (ValueError, binascii.Error):
        return False


def decoded(segment: str) -> bytes:
    return base64.urlsafe_b64decode(segment + "=" * (-len(segment) % 4))


def encoded(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode("ascii")


def _json_object(content: bytes) -> Mapping[str, object]:
    try:
        value = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise TokenRefused("not JSON") from error
    if not isinstance(value, dict):
        raise TokenRefused("not a JSON object")
    return value
