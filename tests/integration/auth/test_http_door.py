"""What clients see of auth."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.builders.auth import PASSWORD
from tests.integration.auth.conftest import AuthDoor


def test_register_log_in_and_read_oneself(door: AuthDoor) -> None:
    assert door.register(display_name="Ada").status_code == 202
    answer = door.log_in("ADA@example.org")
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.json is not None
    assert (answer.json["token_type"], answer.json["expires_in"]) == ("Bearer", 600)
    me = door.me(answer.json["access_token"])
    assert me.status_code == 200
    assert me.json is not None
    assert (me.json["email"], me.json["display_name"], me.json["locale"]) == ("ada@example.org", "Ada", "en")
    assert (me.json["email_verified"], me.json["username"], me.json["preferences"]) == (False, None, {})


def test_a_taken_address_looks_like_a_free_one(door: AuthDoor) -> None:
    first, second = door.register(), door.register(password="another password")
    assert (first.status_code, first.data) == (second.status_code, second.data)
    assert door.log_in().status_code == 200


def test_unknown_addresses_look_like_wrong_passwords(door: AuthDoor) -> None:
    door.register()
    answers = [door.log_in(password="wrong password"), door.log_in("nobody@example.org"), door.log_in("-")]
    assert {answer.status_code for answer in answers} == {401}
    details = [answer.json and answer.json["detail"] for answer in answers]
    assert len(set(details)) == 1


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"password": "short"}, 422, "weak_password"),
        ({"password": "password1"}, 422, "weak_password"),
        ({"password": "x" * 1025}, 422, "weak_password"),
        ({"password": "x" * 5000}, 422, "invalid_input"),
        ({"password": "nul\x00nul\x00nul"}, 400, "malformed_json"),
        ({"email": "ａda@example.org"}, 422, "bad_email"),
        ({"email": "no address"}, 422, "bad_email"),
        ({"locale": "xx_YY"}, 422, "invalid_input"),
        ({"display_name": "x" * 101}, 422, "invalid_input"),
        ({"role": "admin"}, 422, "invalid_input"),
        ({"tenant_id": "01a1fb84-d36e-77f0-96a1-9721a500c733"}, 422, "invalid_input"),
        ({"email": 7}, 422, "invalid_input"),
    ],
)
def test_bad_registrations_name_their_fault(
    door: AuthDoor, change: dict[str, object], status: int, code: str
) -> None:
    body = {"email": "ada@example.org", "password": PASSWORD, **change}
    answer = door.client.post("/v1/auth/register", json=body)
    assert answer.json is not None
    assert (answer.status_code, answer.json["code"]) == (status, code)


def test_a_password_of_ten_megabytes_is_not_read(door: AuthDoor) -> None:
    answer = door.client.post("/v1/auth/login", json={"email": "a@b.org", "password": "x" * 10_000_000})
    assert answer.status_code == 413


def test_registration_honours_its_idempotency_key(door: AuthDoor) -> None:
    key = {"Idempotency-Key": "one"}
    assert door.register(headers=key).status_code == 202
    again = door.register(headers=key)
    assert again.headers["Idempotent-Replayed"] == "true"
    assert door.register("other@example.org", headers=key).status_code == 422


def test_guessing_is_slowed_down(door: AuthDoor) -> None:
    door.register()
    statuses = [door.log_in(password="wrong password").status_code for _ in range(8)]
    assert statuses == [401] * 5 + [429] * 3
    refused = door.log_in()
    assert refused.status_code == 429
    assert int(refused.headers["Retry-After"]) > 0
    door.clock.advance(60)
    assert door.log_in().status_code == 200


def test_refreshing_rotates_and_reuse_ends_the_session(door: AuthDoor) -> None:
    first = door.tokens()

    def refresh(token: str) -> tuple[int, dict[str, str]]:
        answer = door.client.post("/v1/auth/refresh", json={"refresh_token": token})
        assert answer.json is not None
        return answer.status_code, answer.json

    _, second = refresh(first["refresh_token"])
    assert refresh(first["refresh_token"])[1]["refresh_token"] == second["refresh_token"]
    assert door.me(second["access_token"]).status_code == 200
    door.clock.advance(11)
    assert refresh(first["refresh_token"])[0] == 401
    assert refresh(second["refresh_token"])[0] == 401
    assert door.me(second["access_token"]).status_code == 401


def test_ten_refreshes_at_once_get_one_successor(door: AuthDoor) -> None:
    token = door.tokens()["refresh_token"]

    def refresh(_: int) -> str:
        answer = door.client.post("/v1/auth/refresh", json={"refresh_token": token})
        return str(answer.json and answer.json["refresh_token"])

    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(refresh, range(10)))) == 1


def test_logging_out_counts_at_once(door: AuthDoor) -> None:
    tokens = door.tokens()
    assert door.call("POST", "/v1/auth/logout", tokens["access_token"]).status_code == 204
    assert door.me(tokens["access_token"]).status_code == 401
    answer = door.client.post("/v1/auth/refresh", json={"refresh_token": tokens["refresh_token"]})
    assert answer.status_code == 401


def test_an_access_token_lives_ten_minutes(door: AuthDoor) -> None:
    tokens = door.tokens()
    door.clock.advance(600 + 29)
    assert door.me(tokens["access_token"]).status_code == 200
    door.clock.advance(2)
    assert door.me(tokens["access_token"]).status_code == 401


def test_editing_oneself_with_the_version_seen(door: AuthDoor) -> None:
    token = door.tokens()["access_token"]
    seen = door.me(token).headers["ETag"]

    def edit(name: str, tag: str) -> tuple[int, str]:
        body = {"display_name": name}
        answer = door.call("PATCH", "/v1/users/me", token, json=body, headers={"If-Match": tag})
        return answer.status_code, answer.headers.get("ETag", "")

    status, changed = edit("Ada", seen)
    assert (status, changed != seen) == (200, True)
    assert edit("Late", seen)[0] == 412
    unchanged = door.call("GET", "/v1/users/me", token, headers={"If-None-Match": changed})
    assert unchanged.status_code == 304


def test_what_is_not_ones_own_to_change(door: AuthDoor) -> None:
    token = door.tokens()["access_token"]
    for field in ("id", "tenant_id", "email", "role", "version", "created_at"):
        answer = door.call("PATCH", "/v1/users/me", token, json={field: "x"})
        assert answer.status_code == 422


def test_deleting_oneself(door: AuthDoor) -> None:
    tokens = door.tokens()
    assert door.call("DELETE", "/v1/users/me", tokens["access_token"]).status_code == 202
    assert door.me(tokens["access_token"]).status_code == 401
    assert door.log_in().status_code == 401
    assert door.tokens()["access_token"]


def test_the_keys_are_public_and_cacheable(door: AuthDoor) -> None:
    answer = door.client.get("/.well-known/jwks.json")
    assert answer.content_type == "application/jwk-set+json"
    keys = door.client.get("/.well-known/jwks.json").get_json(force=True)["keys"]
    assert [set(key) for key in keys] == [{"kty", "crv", "x", "alg", "use", "kid"}]


def test_every_operation_is_described(door: AuthDoor) -> None:
    document = door.client.get("/v1/auth/openapi.json").json
    assert document is not None
    operations = {(method, path) for path, methods in document["paths"].items() for method in methods}
    assert operations >= {
        ("post", "/v1/auth/register"),
        ("post", "/v1/auth/login"),
        ("post", "/v1/auth/refresh"),
        ("post", "/v1/auth/logout"),
        ("get", "/.well-known/jwks.json"),
        ("get", "/v1/users/me"),
        ("patch", "/v1/users/me"),
        ("delete", "/v1/users/me"),
    }
    assert door.client.get("/v1/auth/docs").status_code == 200
