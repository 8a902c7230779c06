"""Passkeys at the door, with an authenticator in software."""

import pytest
from werkzeug.test import TestResponse

from tests.builders.auth import PASSWORD, PUBLIC_URL
from tests.builders.software_authenticator import SoftwareAuthenticator
from tests.integration.auth.conftest import AuthDoor, body

PASSKEYS = "/v1/users/me/factors/passkeys"
LOGIN = "/v1/auth/login"


def register(door: AuthDoor, token: str, device: SoftwareAuthenticator, name: str) -> TestResponse:
    question = body(door.call("POST", f"{PASSKEYS}/challenge", token), 201)
    sent = {"challenge": question["challenge"], "name": name, "passkey": device.create(question["options"])}
    return door.call("POST", PASSKEYS, token, json=sent)


@pytest.fixture
def token(door: AuthDoor) -> str:
    found: str = door.tokens()["access_token"]
    return found


@pytest.fixture
def device(door: AuthDoor, token: str) -> SoftwareAuthenticator:
    made = SoftwareAuthenticator(PUBLIC_URL)
    body(register(door, token, made, "Phone"), 201)
    return made


def test_several_passkeys_are_registered_renamed_and_removed(
    door: AuthDoor, token: str, device: SoftwareAuthenticator
) -> None:
    made = body(register(door, token, SoftwareAuthenticator(PUBLIC_URL), "Key"), 201)
    assert (made["passkey"]["name"], made["recovery_codes"]) == ("Key", [])
    again = register(door, token, device, "Phone again")
    assert body(again, 409)["code"] == "factor_exists"
    one = f"{PASSKEYS}/{made['passkey']['id']}"
    assert body(door.call("PATCH", one, token, json={"name": "Blue key"}))["name"] == "Blue key"
    shown = body(door.call("GET", "/v1/users/me/factors", token))
    assert [each["name"] for each in shown["passkeys"]] == ["Phone", "Blue key"]
    assert shown["recovery_codes_left"] == 10
    assert door.call("DELETE", one, token).status_code == 204
    assert body(door.call("DELETE", one, token), 404)["code"] == "factor_not_found"


def test_a_passkey_answers_for_the_second_factor(door: AuthDoor, device: SoftwareAuthenticator) -> None:
    asked = body(door.log_in(), 202)
    assert asked["methods"] == ["passkey", "recovery_code"]
    sent = {"challenge": asked["challenge"], "passkey": device.get(asked["options"])}
    tokens = body(door.client.post(f"{LOGIN}/second-factor", json=sent))
    assert door.me(tokens["access_token"]).status_code == 200
    assert body(door.client.post(f"{LOGIN}/second-factor", json=sent), 401)["code"] == "second_factor_refused"


def test_a_passkey_logs_in_without_address_and_password(
    door: AuthDoor, token: str, device: SoftwareAuthenticator
) -> None:
    asked = body(door.client.post(f"{LOGIN}/passkey/challenge"), 201)
    assert asked["options"]["allowCredentials"] == []
    sent = {"challenge": asked["challenge"], "passkey": device.get(asked["options"])}
    tokens = body(door.client.post(f"{LOGIN}/passkey", json=sent))
    assert body(door.me(tokens["access_token"]))["id"] == body(door.me(token))["id"]
    assert body(door.client.post(f"{LOGIN}/passkey", json=sent), 401)["code"] == "second_factor_refused"


def test_a_passkey_proves_who_is_there(door: AuthDoor, token: str, device: SoftwareAuthenticator) -> None:
    door.clock.advance(301)
    renewal = "/v1/users/me/factors/recovery-codes"
    assert body(door.call("POST", renewal, token), 403)["code"] == "proof_required"
    asked = body(door.call("POST", "/v1/auth/proof/challenge", token), 201)
    sent = {"challenge": asked["challenge"], "passkey": device.get(asked["options"])}
    assert door.call("POST", "/v1/auth/proof", token, json=sent).status_code == 204
    body(door.call("POST", renewal, token), 201)


def log_in_with(door: AuthDoor, device: SoftwareAuthenticator) -> TestResponse:
    asked = body(door.client.post(f"{LOGIN}/passkey/challenge"), 201)
    sent = {"challenge": asked["challenge"], "passkey": device.get(asked["options"])}
    return door.client.post(f"{LOGIN}/passkey", json=sent)


def test_copies_other_pages_and_strangers_are_refused_alike(
    door: AuthDoor, device: SoftwareAuthenticator
) -> None:
    body(log_in_with(door, device))
    copy = SoftwareAuthenticator(
        PUBLIC_URL, credential_id=device.credential_id, key=device.key, user_handle=device.user_handle
    )
    phished = SoftwareAuthenticator("https://rostrum.example.com", sign_count=9)
    phished.credential_id, phished.key = device.credential_id, device.key
    stranger = SoftwareAuthenticator(PUBLIC_URL, user_handle=device.user_handle)
    refused = [body(log_in_with(door, each), 401) for each in (copy, phished, stranger)]
    problems = [{**each, "request_id": ""} for each in refused]
    assert problems == [problems[0]] * 3
    body(log_in_with(door, device))


def test_the_passkey_of_somebody_else_is_of_no_use(door: AuthDoor, device: SoftwareAuthenticator) -> None:
    eve = SoftwareAuthenticator(PUBLIC_URL)
    token = door.tokens("eve@example.org")["access_token"]
    body(register(door, token, eve, "Hers"), 201)
    asked = body(door.log_in(), 202)
    sent = {"challenge": asked["challenge"], "passkey": eve.get(asked["options"])}
    assert body(door.client.post(f"{LOGIN}/second-factor", json=sent), 401)["code"] == "second_factor_refused"
    mine = body(door.call("GET", "/v1/users/me/factors", token))["passkeys"]
    theirs = f"{PASSKEYS}/{mine[0]['id']}"
    other = door.tokens("bob@example.org")["access_token"]
    assert door.call("DELETE", theirs, other).status_code == 404
    assert door.call("PATCH", theirs, other, json={"name": "Mine"}).status_code == 404


def test_an_expired_challenge_registers_nothing(door: AuthDoor, token: str) -> None:
    device = SoftwareAuthenticator(PUBLIC_URL)
    question = body(door.call("POST", f"{PASSKEYS}/challenge", token), 201)
    door.clock.advance(300)
    sent = {"challenge": question["challenge"], "passkey": device.create(question["options"])}
    assert body(door.call("POST", PASSKEYS, token, json=sent), 422)["code"] == "factor_refused"


def test_a_new_password_leaves_the_second_factor_in_place(
    door: AuthDoor, token: str, device: SoftwareAuthenticator
) -> None:
    changed = {"present_password": PASSWORD, "password": "another horse battery staple"}
    answer = door.call("PUT", "/v1/users/me/password", token, json=changed)
    assert answer.status_code in {200, 204}, answer.text
    body(door.log_in(password=changed["password"]), 202)
