"""Access tokens that must be refused at every door, each named by what is wrong with it."""

import base64
import hashlib
import hmac
import json
import secrets
from collections.abc import Callable, Mapping
from typing import Any
from uuid import uuid4

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from chassis.clock import new_id
from chassis.identity import key_id, public_jwk
from services.auth.domain.api_token import SECRET_BYTES, TokenSecret
from tests.builders.identity import Issuer

Forgery = Callable[[Issuer], str]


def _claims(**changes: object) -> Forgery:
    return lambda issuer: issuer.token(claims=changes)


def _header(**changes: object) -> Forgery:
    return lambda issuer: issuer.token(header=changes)


def _times(*, iat: int = 0, nbf: int = 0, exp: int = 600) -> Forgery:
    """Times in seconds from now."""

    def forge(issuer: Issuer) -> str:
        now = int(issuer.clock.now().timestamp())
        return issuer.token({"iat": now + iat, "nbf": now + nbf, "exp": now + exp})

    return forge


def _unsigned(issuer: Issuer) -> str:
    return f"{_segment({'alg': 'none', **_typ(issuer)})}.{_segment(issuer.default_claims())}."


def _signed_with_the_public_key(issuer: Issuer) -> str:
    """HS256 with the published key as the secret: the classic confusion of algorithms."""
    secret = issuer.key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    content = f"{_segment({'alg': 'HS256', **_typ(issuer)})}.{_segment(issuer.default_claims())}"
    mac = hmac.new(secret, content.encode(), hashlib.sha256).digest()
    return f"{content}.{_base64(mac)}"


def _own_key_in_the_header(issuer: Issuer) -> str:
    own = Ed25519PrivateKey.generate()
    header = {**_typ(issuer), "jwk": public_jwk(own.public_key())}
    return jwt.encode(issuer.default_claims(), own, algorithm="EdDSA", headers=header)


def _own_key_under_a_known_id(issuer: Issuer) -> str:
    own = Ed25519PrivateKey.generate()
    return jwt.encode(issuer.default_claims(), own, algorithm="EdDSA", headers=_typ(issuer))


def _changed_after_signing(issuer: Issuer) -> str:
    header, _, signature = issuer.token().split(".")
    return f"{header}.{_segment({**issuer.default_claims(), 'roles': ['admin']})}.{signature}"


def _last_character_varied(issuer: Issuer) -> str:
    """Only 4 of the last character's 6 bits count: lax decoders accept four spellings of one signature."""
    token = issuer.token()
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    return token[:-1] + alphabet[alphabet.index(token[-1]) ^ 1]


def _whole_list(*audiences: str) -> Forgery:
    return _claims(aud=list(audiences))


def _typ(issuer: Issuer) -> dict[str, str]:
    return {"typ": "at+jwt", "kid": key_id(issuer.key.public_key())}


def _segment(content: Mapping[str, Any]) -> str:
    return _base64(json.dumps(content).encode())


def _base64(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


FORGERIES: Mapping[str, Forgery] = {
    "alg none": _unsigned,
    "HS256 with the public key": _signed_with_the_public_key,
    "own key in the header": _own_key_in_the_header,
    "own key under a known kid": _own_key_under_a_known_id,
    "jku": _header(jku="https://evil.test/jwks.json"),
    "unknown kid": _header(kid="A" * 43),
    "kid with a path": _header(kid="../../etc/passwd"),
    "kid with SQL": _header(kid="' OR '1'='1"),
    "no kid": _header(kid=None),
    "typ JWT": _header(typ="JWT"),
    "typ of a service credential": _header(typ="rostrum-service+jwt"),
    "changed after signing": _changed_after_signing,
    "no exp": _claims(exp=None),
    "exp 1e300": _claims(exp=1e300),
    "expired": _times(iat=-640, nbf=-640, exp=-40),
    "lives too long": _times(exp=601),
    "ends before it begins": _times(exp=-1),
    "not yet valid": _times(nbf=60),
    "issued in the future": _times(iat=60, nbf=60, exp=600),
    "no iat": _claims(iat=None),
    "no nbf": _claims(nbf=None),
    "other iss": _claims(iss="https://evil.test"),
    "no iss": _claims(iss=None),
    "other aud": _claims(aud="billing"),
    "aud is a list": _whole_list("rostrum", "billing"),
    "aud is a list of one": _whole_list("rostrum"),
    "no aud": _claims(aud=None),
    "no sub": _claims(sub=None),
    "sub is no id": _claims(sub="admin"),
    "sub in another spelling": _claims(sub=str(uuid4()).upper().replace("-", "")),
    "no jti": _claims(jti=None),
    "no sid": _claims(sid=None),
    "no tid": _claims(tid=None),
    "signature with padding": lambda issuer: issuer.token() + "==",
    "signature spelled differently": _last_character_varied,
    "four segments": lambda issuer: issuer.token() + ".",
    "spaces inside": lambda issuer: issuer.token().replace(".", ". ", 1),
    "over 4 KB": _claims(padding="x" * 4096),
    "deep nesting": lambda issuer: f"{_base64(b'[' * 2500)}.{_base64(b'{}')}.AAAA",
    "not a token": lambda _: "hunter2",
}

ApiTokenForgery = Callable[[str], str]
"""From a good API token of somebody to one that must be refused."""


def _of_nobody(_: str) -> str:
    return TokenSecret(new_id(), secrets.token_bytes(SECRET_BYTES)).encode()


def _guessed(token: str) -> str:
    """The id of one that there is, with another secret and a checksum that fits."""
    known = TokenSecret.parse(token)
    assert known is not None
    return TokenSecret(known.token_id, secrets.token_bytes(SECRET_BYTES)).encode()


API_TOKEN_FORGERIES: Mapping[str, ApiTokenForgery] = {
    "API token of nobody": _of_nobody,
    "API token with a guessed secret": _guessed,
    "API token truncated": lambda token: token[:-1],
    "API token with more behind": lambda token: token + "A",
    "API token with a wrong checksum": lambda token: token[:-6] + ("B" * 6 if token[-6] == "A" else "A" * 6),
    "API token in the other case": lambda token: token[:4] + token[4:].swapcase(),
    "API token without its prefix": lambda token: token[4:],
    "API token with the prefix of another kind": lambda token: "rrt_" + token[4:],
    "API token over 4 KB": lambda token: token + "A" * 4096,
    "API token as the claims of a token": lambda token: f"e30.{token}.AAAA",
    "only a prefix": lambda _: "rst_",
}
