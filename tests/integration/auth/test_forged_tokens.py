"""Forged tokens at auth's own door: signed by its own key and refused all the same."""

import jwt
import pytest
from flask_jwt_extended import decode_token

from tests.builders.forged_tokens import FORGERIES
from tests.builders.identity import ISSUER
from tests.integration.auth.conftest import AuthDoor

REFUSED = {"status": 401, "code": "unauthenticated", "detail": "A valid access token is required."}


@pytest.mark.hostile(41, 42, 43)
@pytest.mark.parametrize("forgery", FORGERIES)
def test_a_forged_token_is_refused_with_the_one_answer(door: AuthDoor, forgery: str) -> None:
    answer = door.me(FORGERIES[forgery](door.issuer))
    assert answer.json is not None
    assert {name: answer.json[name] for name in REFUSED} == REFUSED


def test_a_token_of_a_session_that_never_was_is_refused(door: AuthDoor) -> None:
    assert door.me(door.issuer.token()).status_code == 401


@pytest.mark.hostile(42)
def test_a_refresh_token_is_no_access_token(door: AuthDoor) -> None:
    assert door.me(door.tokens()["refresh_token"]).status_code == 401


@pytest.mark.hostile(42)
def test_an_access_token_is_no_refresh_token(door: AuthDoor) -> None:
    body = {"refresh_token": door.tokens()["access_token"]}
    assert door.client.post("/v1/auth/refresh", json=body).status_code in (401, 422)


@pytest.mark.hostile(44)
def test_two_tokens_or_one_elsewhere_are_refused(door: AuthDoor) -> None:
    token = door.tokens()["access_token"]
    twice = [("Authorization", f"Bearer {token}")] * 2
    assert door.client.get("/v1/users/me", headers=twice).status_code == 401
    assert door.client.get(f"/v1/users/me?access_token={token}").status_code == 401
    client = door.client
    client.set_cookie("access_token_cookie", token)
    assert client.get("/v1/users/me").status_code == 401


def test_what_is_minted_says_what_the_rules_ask_for(door: AuthDoor) -> None:
    token = door.tokens()["access_token"]
    header = jwt.get_unverified_header(token)
    claims = jwt.decode(token, options={"verify_signature": False})
    assert (header["alg"], header["typ"]) == ("EdDSA", "at+jwt")
    assert {"sub", "tid", "sid", "jti", "iss", "aud", "iat", "nbf", "exp"} <= set(claims)
    assert (claims["iss"], claims["aud"], claims["exp"] - claims["iat"]) == (ISSUER, "rostrum", 600)
    assert "csrf" not in claims


def test_flask_jwt_extended_reads_its_own_tokens(door: AuthDoor) -> None:
    from flask import Flask
    from flask_jwt_extended import JWTManager

    app = Flask("reader")
    app.config.update(
        JWT_ALGORITHM="EdDSA",
        JWT_PRIVATE_KEY=door.key,
        JWT_PUBLIC_KEY=door.key.public_key(),
        JWT_DECODE_ISSUER=ISSUER,
        JWT_DECODE_AUDIENCE="rostrum",
        JWT_DECODE_LEEWAY=10**9,
    )
    JWTManager(app)
    with app.app_context():
        read = decode_token(door.tokens()["access_token"], allow_expired=True)
    assert read["type"] == "access"
