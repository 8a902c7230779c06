"""The public keys that a provider signs with."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from chassis.identity import TokenRefused

PublicKey = RSAPublicKey | EllipticCurvePublicKey | Ed25519PublicKey
KEY_IDS = re.compile(r"[!-~]{0,256}")
"""Whatever a provider calls its keys; none is a name too."""
_MAX_KEYS = 32
_MIN_RSA_BITS = 2048
"""RFC 7518 3.3."""
_KINDS: Mapping[tuple[str, str], tuple[str, ...]] = {
    ("RSA", ""): ("RS256", "PS256"),
    ("EC", "P-256"): ("ES256",),
    ("OKP", "Ed25519"): ("EdDSA",),
}


@dataclass(frozen=True)
class ProviderKey:
    """`algorithms` are those that fit the kind of key: one kind is never used as another."""

    algorithms: tuple[str, ...]
    key: PublicKey

    def verify(self, token: str, algorithm: object) -> None:
        """Raises TokenRefused."""
        if algorithm not in self.algorithms:
            raise TokenRefused("an algorithm that does not fit the key")
        check_signature(token, self.key, str(algorithm))


def check_signature(token: str, key: PublicKey | bytes, algorithm: str) -> None:
    """Raises TokenRefused."""
    try:
        jwt.PyJWS(algorithms=[algorithm]).decode_complete(token, key, algorithms=[algorithm])
    except jwt.PyJWTError as error:
        raise TokenRefused("bad signature or header") from error


def parse_provider_keys(document: str) -> Mapping[str, ProviderKey]:
    """The signing keys of a JWKS (RFC 7517) by id; others are left out. Raises ValueError.

    A token need not name the only key (OpenID Connect Core 10.1).
    """
    content = json.loads(document)
    entries = content.get("keys") if isinstance(content, dict) else None
    if not isinstance(entries, list) or len(entries) > _MAX_KEYS:
        raise ValueError("not a JSON Web Key Set")
    read = ((_name(entry), _read(entry)) for entry in entries if isinstance(entry, dict))
    keys = {name: key for name, key in read if key is not None and KEY_IDS.fullmatch(name)}
    if not keys:
        raise ValueError("no signing key in the set")
    return {"": next(iter(keys.values())), **keys} if len(keys) == 1 else keys


def _name(entry: Mapping[str, object]) -> str:
    kid = entry.get("kid", "")
    return kid if isinstance(kid, str) else "\n"


def _read(entry: dict[str, Any]) -> ProviderKey | None:
    """None for what no token may be verified with."""
    algorithms = _KINDS.get((str(entry.get("kty")), str(entry.get("crv", ""))), ())
    if "alg" in entry:
        algorithms = tuple(name for name in algorithms if name == entry["alg"])
    if not algorithms or entry.get("use", "sig") != "sig":
        return None
    try:
        key = jwt.PyJWK.from_dict(entry, algorithm=algorithms[0]).key
    except jwt.PyJWTError:
        return None
    weak = isinstance(key, RSAPublicKey) and key.key_size < _MIN_RSA_BITS
    return None if weak else ProviderKey(algorithms, key)
