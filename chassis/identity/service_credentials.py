"""What one service shows another: a token of a minute's life, signed with the caller's own key.

No service trusts the network, and none holds another's private key. mTLS beneath it, where there is
a mesh, protects the token on the way.
"""

import threading
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

import jwt
import structlog
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from chassis.clock import Clock
from chassis.errors import Unauthenticated
from chassis.identity.claims import check_times
from chassis.identity.envelope import ALGORITHM, TokenRefused, Verified, verify
from chassis.identity.keys import KeyRefused

LIFE_S = 60
RENEWED_BEFORE_END_S = 10
TYP = "rostrum-service+jwt"  # sets it apart from access tokens, which differ in `typ`

logger = structlog.stdlib.get_logger(__name__)


class ServiceCredentials:
    """Issues this service's own credentials, one per audience, and keeps each while it is fresh."""

    def __init__(self, service: str, key: Ed25519PrivateKey, clock: Clock) -> None:
        self._service = service
        self._key = key
        self._clock = clock
        self._lock = threading.Lock()
        self._issued: dict[str, tuple[float, str]] = {}

    def issue(self, audience: str) -> str:
        now = self._clock.now()
        with self._lock:
            renew_at, token = self._issued.get(audience, (float("-inf"), ""))
            if now.timestamp() >= renew_at:
                token = self._sign(audience, now)
                self._issued[audience] = (now.timestamp() + LIFE_S - RENEWED_BEFORE_END_S, token)
        return token

    def _sign(self, audience: str, now: datetime) -> str:
        issued = int(now.timestamp())
        claims = {
            "iss": self._service,
            "aud": audience,
            "iat": issued,
            "nbf": issued,
            "exp": issued + LIFE_S,
        }
        return jwt.encode(claims, self._key, algorithm=ALGORITHM, headers={"typ": TYP})


class ServiceCredentialVerifier:
    """Tells which service calls. `service` is the one that is called: the only audience accepted."""

    def __init__(self, service: str, keys: Mapping[str, Ed25519PublicKey], clock: Clock) -> None:
        self._service = service
        self._keys = keys
        self._clock = clock

    def verify(self, token: str) -> str:
        """The name of the calling service; Unauthenticated, without the reason, where there is a doubt."""
        try:
            content = verify(token, self._key_for)
            return self._check(content)
        except TokenRefused as refusal:
            logger.warning("service_credential_refused", reason=str(refusal))
        raise Unauthenticated("The service credential is not valid.", code="service_unauthenticated")

    def _key_for(self, content: Verified) -> Ed25519PublicKey:
        caller = content.claims.get("iss")
        if not isinstance(caller, str) or caller not in self._keys:
            raise TokenRefused("unknown service")
        return self._keys[caller]

    def _check(self, content: Verified) -> str:
        if content.header != {"alg": ALGORITHM, "typ": TYP}:
            raise TokenRefused("not the header of a service credential")
        if content.claims.get("aud") != self._service:
            raise TokenRefused("other audience")
        check_times(content.claims, self._clock.now(), max_life_s=LIFE_S)
        return str(content.claims["iss"])


def load_service_keys(directory: Path) -> Mapping[str, Ed25519PublicKey]:
    """The public keys of the services, from `<service>.pem`; KeyRefused names a file that holds none."""
    return {path.stem: _public_key(path) for path in sorted(directory.glob("*.pem"))}


def _public_key(path: Path) -> Ed25519PublicKey:
    try:
        key = load_pem_public_key(path.read_bytes())
    except ValueError:
        key = None
    if not isinstance(key, Ed25519PublicKey):
        raise KeyRefused(f"{path.name} is not an Ed25519 public key in PEM")
    return key
