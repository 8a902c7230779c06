"""The public keys that access tokens are signed with, fetched as a JSON Web Key Set and kept."""

import hashlib
import json
import re
from collections.abc import Callable, Mapping

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_private_key

from chassis.clock import Clock
from chassis.identity.envelope import ALGORITHM, decoded, encoded
from chassis.identity.kept_keys import KeptKeys

_KEY_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
_MAX_KEYS = 16


class KeyRefused(ValueError):
    """What should be a key is none; the text never holds key material."""


class KeySet(KeptKeys[Ed25519PublicKey]):
    """The fixed set of keys by id. `fetch` answers with the JWKS document; it must not wait long."""

    def __init__(self, fetch: Callable[[], str], clock: Clock) -> None:
        super().__init__(fetch, parse_jwks, clock, ids=_KEY_ID)


def parse_jwks(document: str) -> Mapping[str, Ed25519PublicKey]:
    """The Ed25519 signing keys of a JWKS (RFC 7517, RFC 8037); keys of any other kind are left out."""
    content = json.loads(document)
    entries = content.get("keys") if isinstance(content, dict) else None
    if not isinstance(entries, list) or len(entries) > _MAX_KEYS:
        raise ValueError("not a JSON Web Key Set")
    keys = dict(_parse_jwk(entry) for entry in entries if _is_ours(entry))
    if not keys:  # an issuer always has one: this is a fault of its, not the end of all tokens
        raise ValueError("no signing key in the set")
    return keys


def _is_ours(entry: object) -> bool:
    if not isinstance(entry, dict):
        return False
    kind = (entry.get("kty"), entry.get("crv"), entry.get("alg"), entry.get("use"))
    return kind == ("OKP", "Ed25519", ALGORITHM, "sig")


def _parse_jwk(entry: Mapping[str, object]) -> tuple[str, Ed25519PublicKey]:
    return str(entry.get("kid", "")), Ed25519PublicKey.from_public_bytes(decoded(str(entry.get("x", ""))))


def private_key(pem: str) -> Ed25519PrivateKey:
    """An Ed25519 private key from PEM; KeyRefused, without the text, where it is anything else."""
    try:
        key = load_pem_private_key(pem.encode(), password=None)
    except (TypeError, ValueError):
        key = None
    if not isinstance(key, Ed25519PrivateKey):
        raise KeyRefused("not an Ed25519 private key in PEM")
    return key


def public_jwk(key: Ed25519PublicKey) -> dict[str, str]:
    """The key as a member of a JWKS, with its thumbprint as id."""
    return {"kty": "OKP", "crv": "Ed25519", "x": _x(key), "alg": ALGORITHM, "use": "sig", "kid": key_id(key)}


def key_id(key: Ed25519PublicKey) -> str:
    """The RFC 7638 thumbprint: SHA-256 over the required members in the order of their names."""
    members = json.dumps({"crv": "Ed25519", "kty": "OKP", "x": _x(key)}, separators=(",", ":"))
    return encoded(hashlib.sha256(members.encode()).digest())


def _x(key: Ed25519PublicKey) -> str:
    return encoded(key.public_bytes(Encoding.Raw, PublicFormat.Raw))
