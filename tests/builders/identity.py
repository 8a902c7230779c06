"""Keys, access tokens and service credentials for tests, made as auth and the services make them."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from chassis.clock import Clock
from chassis.identity import (
    AccessTokenRules,
    AccessTokenVerifier,
    KeySet,
    RevocationList,
    ServiceCredentials,
    ServiceCredentialVerifier,
    key_id,
    public_jwk,
)

ISSUER = "https://rostrum.test"


@dataclass(frozen=True)
class Issuer:
    """Signs access tokens as auth does; `claims` and `header` override what it would write, None removes.

    `person` are the claims of a real token, to forge tokens of a session that is open.
    """

    clock: Clock
    key: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)
    person: Mapping[str, Any] = field(default_factory=dict)

    def jwks(self) -> str:
        return json.dumps({"keys": [public_jwk(self.key.public_key())]})

    def token(self, claims: Mapping[str, Any] | None = None, header: Mapping[str, Any] | None = None) -> str:
        return jwt.encode(
            _merged(self.default_claims(), claims),
            self.key,
            algorithm="EdDSA",
            headers=_merged({"typ": "at+jwt", "kid": key_id(self.key.public_key())}, header),
        )

    def default_claims(self) -> dict[str, Any]:
        now = int(self.clock.now().timestamp())
        ids = {name: str(uuid4()) for name in ("sub", "tid", "sid", "jti")}
        times = {"iat": now, "nbf": now, "exp": now + 600}
        return {**ids, "iss": ISSUER, "aud": "rostrum", **times, **self.person}


@dataclass(frozen=True)
class Services:
    """Some services that know each other's public keys."""

    clock: Clock
    keys: Mapping[str, Ed25519PrivateKey]

    def credentials(self, service: str) -> ServiceCredentials:
        return ServiceCredentials(service, self.keys[service], self.clock)

    def verifier(self, service: str) -> ServiceCredentialVerifier:
        public = {name: key.public_key() for name, key in self.keys.items()}
        return ServiceCredentialVerifier(service, public, self.clock)


def services(clock: Clock, names: Iterable[str] = ("auth", "ingest", "report")) -> Services:
    return Services(clock, {name: Ed25519PrivateKey.generate() for name in names})


def user_verifier(issuer: Issuer, revocations: RevocationList | None = None) -> AccessTokenVerifier:
    """Verifies the issuer's tokens; without a list of revocations every session is active."""
    return AccessTokenVerifier(
        AccessTokenRules(ISSUER),
        KeySet(issuer.jwks, issuer.clock),
        issuer.clock,
        revocations or RevocationList(_every_session_is_active, issuer.clock),
    )


def _every_session_is_active(session_id: UUID) -> bool:
    return session_id.int != 0


def _merged(base: Mapping[str, Any], changes: Mapping[str, Any] | None) -> dict[str, Any]:
    merged = {**base, **(changes or {})}
    return {name: value for name, value in merged.items() if value is not None}
