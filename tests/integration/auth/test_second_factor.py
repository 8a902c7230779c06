"""Second factors at the door, with an authenticator app."""

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from pyotp import TOTP, parse_uri
from werkzeug.test import TestResponse

from chassis.clock import new_id
from tests.builders.auth import PASSWORD
from tests.integration.auth.conftest import AuthDoor, body

FACTORS = "/v1/users/me/factors"


class Enrolled:
    """A user with an authenticator app, and the session that it was set up in."""

    def __init__(self, door: AuthDoor) -> None:
        self.door = door
        self.token = door.tokens()["access_token"]
        new = body(door.call("POST", f"{FACTORS}/totp", self.token), 201)
        self.app = TOTP(new["secret"])
        confirmed = door.call("POST", f"{FACTORS}/totp/confirm", self.token, json={"code": self.code()})
        self.codes: list[str] = body(confirmed)["recovery_codes"]
        self.uri = new["otpauth_uri"]

    def code(self, steps: int = 0) -> str:
        return self.app.at(self.door.clock.now() + timedelta(seconds=30 * steps))

    def challenge(self) -> dict[str, Any]:
        return body(self.door.log_in(), 202)

    def answer(self, challenge: str, code: str, **more: str) -> TestResponse:
        sent = {"challenge": challenge, "code": code, **more}
        return self.door.client.post("/v1/auth/login/second-factor", json=sent)


@pytest.fixture
def enrolled(door: AuthDoor) -> Enrolled:
    return Enrolled(door)


def test_an_app_is_set_up_and_asked_for(door: AuthDoor, enrolled: Enrolled) -> None:
    assert parse_uri(enrolled.uri).secret == enrolled.app.secret
    shown = body(door.call("GET", FACTORS, enrolled.token))
    assert (shown["passkeys"], shown["recovery_codes_left"]) == ([], 10)
    door.clock.advance(60)
    asked = enrolled.challenge()
    assert asked["methods"] == ["totp", "recovery_code"]
    assert (asked["expires_in"], asked["next"]) == (300, "/v1/auth/login/second-factor")
    assert "access_token" not in asked
    tokens = body(enrolled.answer(asked["challenge"], enrolled.code()))
    assert door.me(tokens["access_token"]).status_code == 200


def test_a_browser_gets_cookies_after_both(door: AuthDoor, enrolled: Enrolled) -> None:
    answer = enrolled.answer(enrolled.challenge()["challenge"], enrolled.codes[0], session="cookie")
    assert set(body(answer)) == {"csrf_token", "expires_in", "session_expires_at", "roles"}
    assert len(answer.headers.getlist("Set-Cookie")) == 3


def test_the_password_is_judged_first_and_as_before(door: AuthDoor, enrolled: Enrolled) -> None:
    wrong = body(door.log_in(password="a wrong guess"), 401)
    unknown = body(door.log_in("nobody@example.org"), 401)
    assert wrong["code"] == "wrong_credentials"
    assert {**wrong, "request_id": ""} == {**unknown, "request_id": ""}


def test_codes_and_challenges_are_good_once(door: AuthDoor, enrolled: Enrolled) -> None:
    door.clock.advance(60)
    challenge, code = enrolled.challenge()["challenge"], enrolled.code()
    body(enrolled.answer(challenge, code))
    replayed = [
        enrolled.answer(enrolled.challenge()["challenge"], code),
        enrolled.answer(challenge, enrolled.codes[0]),
        enrolled.answer("rsf_" + "A" * 43, enrolled.codes[0]),
    ]
    problems = [{**body(each, 401), "request_id": ""} for each in replayed]
    assert problems[0]["code"] == "second_factor_refused"
    assert problems == [problems[0]] * 3


def test_wrong_codes_wait_and_recovery_codes_still_enter(door: AuthDoor, enrolled: Enrolled) -> None:
    door.clock.advance(60)
    for _ in range(20):
        enrolled.answer(enrolled.challenge()["challenge"], "000000")
        door.clock.advance(15)
    limited = enrolled.answer(enrolled.challenge()["challenge"], enrolled.code())
    assert body(limited, 429)["code"] == "rate_limited"
    assert int(limited.headers["Retry-After"]) > 60
    body(enrolled.answer(enrolled.challenge()["challenge"], enrolled.codes[0]))


def test_acts_that_weaken_the_account_need_a_fresh_proof(door: AuthDoor, enrolled: Enrolled) -> None:
    door.clock.advance(301)
    guarded = [
        ("DELETE", f"{FACTORS}/totp"),
        ("POST", f"{FACTORS}/totp"),
        ("POST", f"{FACTORS}/recovery-codes"),
        ("POST", f"{FACTORS}/passkeys/challenge"),
        ("DELETE", f"{FACTORS}/passkeys/{new_id()}"),
        ("DELETE", "/v1/users/me"),
    ]
    for method, path in guarded:
        refused = body(door.call(method, path, enrolled.token), 403)
        assert refused["code"] == "proof_required"
    for wrong in ({"code": "000000"}, {}, {"challenge": "rsf_x"}):
        refused = body(door.call("POST", "/v1/auth/proof", enrolled.token, json=wrong), 403)
        assert refused["code"] == "proof_refused"
    given = door.call("POST", "/v1/auth/proof", enrolled.token, json={"password": PASSWORD})
    assert given.status_code == 204
    renewed = body(door.call("POST", f"{FACTORS}/recovery-codes", enrolled.token), 201)["recovery_codes"]
    assert len(set(renewed) - set(enrolled.codes)) == 10
    assert door.call("DELETE", f"{FACTORS}/totp", enrolled.token).status_code == 204
    body(door.log_in())


def test_nothing_secret_is_at_rest_or_in_the_trail(door: AuthDoor, enrolled: Enrolled) -> None:
    door.clock.advance(60)
    challenge = enrolled.challenge()["challenge"]
    enrolled.answer(challenge, enrolled.codes[0])
    plain = enrolled.codes[1].replace("-", "")
    secrets = [enrolled.app.secret, challenge, *enrolled.codes, plain, plain.encode().hex()]
    secrets.append(enrolled.app.byte_secret().hex())
    tenant_id = body(door.me(enrolled.token))["tenant_id"]
    enrolled.challenge()
    with door.database.transaction(tenant_id) as connection:
        for table in ("totp_secrets", "recovery_codes", "factor_challenges", "audit_acts"):
            rows = connection.execute(sa.text(f"SELECT {table}::text FROM {table}")).scalars().all()
            assert rows
            assert not [secret for secret in secrets if secret in "".join(rows)]


def test_the_trail_tells_what_happened(door: AuthDoor, enrolled: Enrolled) -> None:
    door.clock.advance(60)
    enrolled.answer(enrolled.challenge()["challenge"], "000000")
    body(enrolled.answer(enrolled.challenge()["challenge"], enrolled.codes[0]))
    user = body(door.me(enrolled.token))
    with door.database.transaction(user["tenant_id"]) as connection:
        kinds = connection.execute(sa.text("SELECT kind FROM audit_acts ORDER BY id")).scalars().all()
    assert kinds == [
        "account.registered",
        "login.succeeded",
        "factor.added",
        "login.challenged",
        "factor.refused",
        "login.challenged",
        "recovery_code.used",
        "login.succeeded",
    ]


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"challenge": "rsf_"},
        {"challenge": "rsf_", "code": "123456", "passkey": {}},
        {"challenge": "x" * 200, "code": "123456"},
        {"challenge": "rsf_", "code": 123456},
        {"challenge": "rsf_", "code": "123456", "user_id": "me"},
    ],
)
def test_what_makes_no_sense_is_refused_before_anything_is_looked_up(
    door: AuthDoor, sent: dict[str, object]
) -> None:
    answer = door.client.post("/v1/auth/login/second-factor", json=sent)
    assert body(answer, 422)["code"] == "invalid_input"
