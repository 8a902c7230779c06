"""Identity providers and the tokens that they sign, made as real ones make them."""

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from jwt.algorithms import ECAlgorithm, OKPAlgorithm, RSAAlgorithm

from chassis.clock import Clock
from chassis.errors import Unavailable
from services.auth.adapters.outbound.oidc.oidc_provider import OidcProvider
from services.auth.adapters.outbound.oidc.provider import Metadata, Provider

PROVIDER_ISSUER = "https://id.example.org/realms/main"
CLIENT_ID = "rostrum-web"
SHARED_SECRET = "the shared secret of a Supabase project"
SUPABASE_ISSUER = "https://abc.supabase.co/auth/v1"

RSA_KEY = rsa.generate_private_key(65537, 2048)
EC_KEY = ec.generate_private_key(ec.SECP256R1())
ED_KEY = Ed25519PrivateKey.generate()
SigningKey = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey | Ed25519PrivateKey
SIGNING_KEYS: Mapping[str, SigningKey] = {
    "RS256": RSA_KEY,
    "PS256": RSA_KEY,
    "ES256": EC_KEY,
    "EdDSA": ED_KEY,
}
_WRITERS: Mapping[str, Any] = {"RSA": RSAAlgorithm, "EC": ECAlgorithm, "OKP": OKPAlgorithm}


def a_provider(**changes: object) -> Provider:
    fields: dict[str, Any] = {
        "name": "keycloak",
        "title": "Keycloak",
        "issuer": PROVIDER_ISSUER,
        "client_id": CLIENT_ID,
        **changes,
    }
    return Provider(**fields)


def supabase(**changes: object) -> Provider:
    return a_provider(
        **{
            "name": "supabase",
            "issuer": SUPABASE_ISSUER,
            "client_id": None,
            "audiences": ("authenticated",),
            "algorithms": ("HS256",),
            "emails_verified": True,
            "secret": SHARED_SECRET,
            **changes,
        }
    )


def jwk_of(key: SigningKey, kid: object, **more: object) -> dict[str, object]:
    kind = "RSA" if isinstance(key, rsa.RSAPrivateKey) else "OKP" if key is ED_KEY else "EC"
    entry = _WRITERS[kind].to_jwk(key.public_key(), as_dict=True)
    named = {} if kid is None else {"kid": kid}
    return {**entry, **named, "use": "sig", **more}


def jwks(*entries: Mapping[str, object]) -> str:
    return json.dumps({"keys": list(entries)})


@dataclass
class FakeConnection:
    """A provider's answers, counted; `away` makes it unreachable."""

    document: str
    names_itself: bool = False
    token: str = ""
    asked: int = 0
    away: bool = False
    redeemed: list[tuple[str, str]] = field(default_factory=list)

    def metadata(self) -> Metadata:
        base = PROVIDER_ISSUER
        return Metadata(
            f"{base}/auth", f"{base}/token", f"{base}/certs", self.names_itself, secret_in_body=False
        )

    def keys(self) -> str:
        self.asked += 1
        if self.away:
            raise Unavailable("away")
        return self.document

    def close(self) -> None:
        self.away = True

    def id_token(self, code: str, verifier: str) -> str:
        self.redeemed.append((code, verifier))
        return self.token


@dataclass
class TokenMaker:
    """Signs what a provider would sign; `None` leaves a claim or header out."""

    clock: Clock
    algorithm: str = "RS256"
    issuer: str = PROVIDER_ISSUER
    audience: object = CLIENT_ID
    kid: str | None = "first"
    key: Any = None

    def claims(self, **changes: object) -> dict[str, object]:
        now = int(self.clock.now().timestamp())
        claims: dict[str, object] = {
            "iss": self.issuer,
            "aud": self.audience,
            "sub": "248289761001",
            "iat": now,
            "exp": now + 300,
            "email": "ada@example.org",
            "email_verified": True,
            "name": "Ada",
            **changes,
        }
        return {name: value for name, value in claims.items() if value is not None}

    def token(self, header: Mapping[str, object] | None = None, **changes: object) -> str:
        key = self.key or (SHARED_SECRET if self.algorithm == "HS256" else SIGNING_KEYS[self.algorithm])
        headers = {
            name: value for name, value in {"kid": self.kid, **(header or {})}.items() if value is not None
        }
        return jwt.encode(self.claims(**changes), key, algorithm=self.algorithm, headers=headers)

    def supabase_claims(self) -> dict[str, object]:
        """As its documentation shows them."""
        return {
            "role": "authenticated",
            "aal": "aal1",
            "amr": [{"method": "password", "timestamp": 1795176000}],
            "session_id": "b6b2c1f0-0d3b-4c2a-9a0f-5b1f3f0c8a11",
            "email_verified": None,
            "name": None,
            "user_metadata": {"email_verified": True},
            "is_anonymous": False,
        }


def segment(content: Mapping[str, object] | bytes) -> str:
    raw = content if isinstance(content, bytes) else json.dumps(content).encode()
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def connected(provider: Provider, connection: FakeConnection, clock: Clock) -> OidcProvider:
    return OidcProvider(provider, connection, clock)
