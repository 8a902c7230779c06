"""A2 for the tokens of identity providers: each forgery by what is wrong with it."""

import hashlib
import hmac
from collections.abc import Callable, Mapping

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from services.auth.adapters.outbound.oidc.oidc_identity_providers import OidcIdentityProviders
from services.auth.application.ports.outside_identity import OutsideTokenRefused
from tests.builders.outside_tokens import (
    ED_KEY,
    RSA_KEY,
    SHARED_SECRET,
    SUPABASE_ISSUER,
    FakeConnection,
    TokenMaker,
    a_provider,
    connected,
    jwk_of,
    jwks,
    segment,
    supabase,
)
from tests.fakes.clock import FakeClock

Forgery = Callable[[TokenMaker], str]
DAY_S = 24 * 60 * 60


def _claims(**changes: object) -> Forgery:
    return lambda maker: maker.token(**changes)


def _header(**changes: object) -> Forgery:
    return lambda maker: maker.token(changes)


def _times(**offsets: int) -> Forgery:
    def forge(maker: TokenMaker) -> str:
        now = int(maker.clock.now().timestamp())
        return maker.token(**{name: now + offset for name, offset in offsets.items()})

    return forge


def _unsigned(maker: TokenMaker) -> str:
    return f"{segment({'alg': 'none', 'kid': 'first'})}.{segment(maker.claims())}."


def _public_key_as_secret(maker: TokenMaker) -> str:
    secret = RSA_KEY.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    content = f"{segment({'alg': 'HS256', 'kid': 'first'})}.{segment(maker.claims())}"
    return f"{content}.{segment(hmac.new(secret, content.encode(), hashlib.sha256).digest())}"


def _own_key(header: Mapping[str, object]) -> Forgery:
    own = rsa.generate_private_key(65537, 2048)
    return lambda maker: jwt.encode(
        maker.claims(), own, algorithm="RS256", headers={"kid": "first", **header}
    )


def _changed(maker: TokenMaker) -> str:
    header, _, signature = maker.token().split(".")
    return f"{header}.{segment(maker.claims(sub='somebody else'))}.{signature}"


def _with_shared_secret_of_another(maker: TokenMaker) -> str:
    """The issuer of public keys, signed with the secret that another provider shares."""
    return jwt.encode(maker.claims(), SHARED_SECRET, algorithm="HS256")


def _supabase_with_own_key(maker: TokenMaker) -> str:
    claims = maker.claims(iss=SUPABASE_ISSUER, aud="authenticated")
    return jwt.encode(claims, RSA_KEY, algorithm="RS256", headers={"kid": "first"})


FORGERIES: Mapping[str, Forgery] = {
    "alg none": _unsigned,
    "HS256 with the public key": _public_key_as_secret,
    "HS256 with another provider's secret": _with_shared_secret_of_another,
    "RS256 where a secret is shared": _supabase_with_own_key,
    "own key under a known kid": _own_key({}),
    "own key in the header": _own_key({"jwk": jwk_of(RSA_KEY, "first")}),
    "jku": _header(jku="https://evil.test/jwks.json"),
    "x5u": _header(x5u="https://evil.test/cert.pem"),
    "crit": _header(crit=["exp"]),
    "another kind of key": lambda maker: maker.token({"kid": "third"}),
    "unknown kid": _header(kid="A" * 43),
    "kid with a path": _header(kid="../../etc/passwd"),
    "kid with SQL": _header(kid="' OR '1'='1"),
    "no kid": _header(kid=None),
    "a logout token": _header(typ="logout+jwt"),
    "a security event": _header(typ="secevent+jwt"),
    "changed after signing": _changed,
    "no exp": _claims(exp=None),
    "exp 1e300": _claims(exp=1e300),
    "exp is a text": _claims(exp="2999"),
    "expired": _times(iat=-400, exp=-31),
    "lives too long": _times(exp=DAY_S + 1),
    "ends before it begins": _times(exp=-1),
    "not yet valid": _times(nbf=60),
    "issued in the future": _times(iat=60),
    "no iat": _claims(iat=None),
    "other iss": _claims(iss="https://evil.test"),
    "iss with a slash more": _claims(iss="https://id.example.org/realms/main/"),
    "no iss": _claims(iss=None),
    "other aud": _claims(aud="billing"),
    "no aud": _claims(aud=None),
    "another client's": _claims(azp="billing"),
    "no sub": _claims(sub=None),
    "sub is empty": _claims(sub=""),
    "sub with a line break": _claims(sub="a\nb"),
    "sub that is no text": lambda maker: f"{maker.token()[:-4]}AAAA",
    "half a character in sub": _claims(sub="\ud800"),
    "bound to a key": _claims(cnf={"jkt": "x"}),
    "signature with padding": lambda maker: maker.token() + "==",
    "four segments": lambda maker: maker.token() + ".",
    "spaces inside": lambda maker: maker.token().replace(".", ". ", 1),
    "over 4 KB": _claims(padding="x" * 4096),
    "deep nesting": lambda maker: f"{segment(b'[' * 2500)}.{segment(b'{}')}.AAAA",
    "not a token": lambda _: "hunter2",
}


@pytest.mark.hostile(41, 42)
@pytest.mark.parametrize("forgery", FORGERIES)
def test_a_forged_token_of_a_provider_is_refused(forgery: str) -> None:
    clock = FakeClock()
    document = jwks(jwk_of(RSA_KEY, "first"), jwk_of(ED_KEY, "third"))
    known = [a_provider(algorithms=("RS256", "EdDSA")), supabase()]
    asked = OidcIdentityProviders([connected(each, FakeConnection(document), clock) for each in known])
    assert asked.verify(TokenMaker(clock).token())
    with pytest.raises(OutsideTokenRefused):
        asked.verify(FORGERIES[forgery](TokenMaker(clock)))


@pytest.mark.parametrize(
    "entry",
    [
        jwk_of(RSA_KEY, "first", use="enc"),
        jwk_of(RSA_KEY, "first", alg="RS512"),
        jwk_of(rsa.generate_private_key(65537, 1024), "first"),
        {"kty": "oct", "k": "c2VjcmV0", "kid": "first", "alg": "HS256"},
        {"kty": "RSA", "kid": "first", "n": "AQ"},
        {"kty": "EC", "crv": ["P-256"], "kid": "first"},
        jwk_of(RSA_KEY, 7),
    ],
)
def test_keys_that_tokens_must_not_be_signed_with_are_left_out(entry: dict[str, object]) -> None:
    clock = FakeClock()
    document = jwks(entry, jwk_of(ED_KEY, "third"))
    asked = OidcIdentityProviders([connected(a_provider(), FakeConnection(document), clock)])
    with pytest.raises(OutsideTokenRefused):
        asked.verify(TokenMaker(clock).token())
