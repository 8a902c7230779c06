"""The public keys that access tokens are signed with, fetched as a JSON Web Key Set and kept."""

import hashlib
import json
import re
import threading
from collections.abc import Callable, Mapping

import structlog
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_private_key

from chassis.clock import Clock
from chassis.errors import RostrumError, Unavailable
from chassis.identity.envelope import ALGORITHM, TokenRefused, decoded, encoded

_KEY_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
_MAX_KEYS = 16
_RETRY_S = 30.0
"""While the source is down, known keys stay in use and the source is asked this often."""

logger = structlog.stdlib.get_logger(__name__)


class KeyRefused(ValueError):
    """What should be a key is none; the text never holds key material."""


class KeySet:
    """The fixed set of keys by id. `fetch` answers with the JWKS document; it must not wait long.

    The set is fetched again when it is `refresh_s` old, and for an unknown id at most every
    `unknown_s`: made-up ids must not become load on the issuer.
    """

    def __init__(
        self,
        fetch: Callable[[], str],
        clock: Clock,
        *,
        refresh_s: float = 300.0,
        unknown_s: float = 2.0,
    ) -> None:
        self._fetch = fetch
        self._clock = clock
        self._refresh_s = refresh_s
        self._unknown_s = unknown_s
        self._lock = threading.Lock()
        self._keys: Mapping[str, Ed25519PublicKey] | None = None
        self._fetched_at = float("-inf")
        self._tried_at = float("-inf")

    def find(self, kid: object) -> Ed25519PublicKey:
        """The key of an id; TokenRefused where there is none, Unavailable where no set was ever had."""
        if not isinstance(kid, str) or not _KEY_ID.fullmatch(kid):
            raise TokenRefused("not a key id")
        if self._due(kid):
            with self._lock:
                if self._due(kid):
                    self._refresh()
        if self._keys is None:
            raise Unavailable("Access tokens can't be checked just now.", retry_after_s=self._unknown_s)
        if kid not in self._keys:
            raise TokenRefused("unknown key id")
        return self._keys[kid]

    def _due(self, kid: str) -> bool:
        now = self._clock.monotonic()
        if self._keys is None or kid not in self._keys:
            return now - self._tried_at >= self._unknown_s
        return now - self._fetched_at >= self._refresh_s and now - self._tried_at >= _RETRY_S

    def _refresh(self) -> None:
        self._tried_at = self._clock.monotonic()
        try:
            self._keys = parse_jwks(self._fetch())
        except (RostrumError, ValueError, OSError) as error:
            logger.warning("signing_keys_not_fetched", error=type(error).__name__)
        else:
            self._fetched_at = self._tried_at


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
