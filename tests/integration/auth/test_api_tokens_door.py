"""API tokens at auth's own door: made by a session, shown once, refused alike."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from werkzeug.test import TestResponse

from chassis.clock import SystemClock
from services.auth.adapters.outbound.postgres.postgres_api_tokens import sweep_api_tokens
from tests.builders.chassis_database import opened
from tests.builders.forged_tokens import API_TOKEN_FORGERIES, ApiTokenForgery
from tests.integration.auth.conftest import AuthDoor

TOKENS = "/v1/users/me/tokens"
WISH = {"name": "ci", "scopes": ["recordings:write"]}


def make(door: AuthDoor, session: str, **wish: object) -> dict[str, Any]:
    made = door.call("POST", TOKENS, session, json={**WISH, **wish})
    assert made.status_code == 201, made.text
    found: dict[str, Any] = made.get_json()
    assert made.headers["Location"] == f"{TOKENS}/{found['id']}"
    return found


def listed(door: AuthDoor, session: str) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = door.call("GET", TOKENS, session).get_json()["items"]
    return items


def outcome(response: TestResponse) -> tuple[int, str]:
    return response.status_code, response.get_json()["code"]


def test_the_token_is_told_once(door: AuthDoor) -> None:
    session = door.tokens()["access_token"]
    made = make(door, session)
    assert made["token"].startswith("rst_")
    (item,) = listed(door, session)
    assert item == {name: value for name, value in made.items() if name != "token"}
    assert item["hint"] == f"rst_...{made['token'][-4:]}"
    assert (item["last_used_at"], item["last_used_peer"]) == (None, None)


def test_a_token_begets_no_token_and_touches_no_account(door: AuthDoor) -> None:
    session = door.tokens()["access_token"]
    token = make(door, session, scopes=["recordings:read", "recordings:write", "usage:read", "admin"])
    for method, path in (
        ("POST", TOKENS),
        ("GET", TOKENS),
        ("DELETE", f"{TOKENS}/{token['id']}"),
        ("POST", f"{TOKENS}/{token['id']}/rotate"),
        ("GET", "/v1/users/me"),
        ("DELETE", "/v1/users/me"),
        ("POST", "/v1/auth/logout"),
    ):
        refused = door.call(method, path, token["token"], json=WISH if path == TOKENS else None)
        assert outcome(refused) == (403, "session_required"), path


def test_a_use_is_seen_with_its_minute_and_address(door: AuthDoor) -> None:
    session = door.tokens()["access_token"]
    token = make(door, session)
    door.call("GET", TOKENS, token["token"])
    (item,) = listed(door, session)
    assert item["last_used_at"].endswith(":00Z")
    assert item["last_used_peer"] == "127.0.0.1"


def test_a_revoked_token_is_refused_at_once(door: AuthDoor) -> None:
    session = door.tokens()["access_token"]
    token = make(door, session)
    assert door.call("GET", TOKENS, token["token"]).status_code == 403
    assert door.call("DELETE", f"{TOKENS}/{token['id']}", session).status_code == 204
    assert door.call("GET", TOKENS, token["token"]).status_code == 401
    assert listed(door, session) == []
    assert door.call("DELETE", f"{TOKENS}/{token['id']}", session).status_code == 404


def test_a_rotated_token_takes_the_place_of_the_old_one(door: AuthDoor) -> None:
    session = door.tokens()["access_token"]
    old = make(door, session)
    new = door.call("POST", f"{TOKENS}/{old['id']}/rotate", session).get_json()
    assert new["token"] != old["token"]
    assert (new["name"], new["scopes"]) == (old["name"], old["scopes"])
    assert door.call("GET", TOKENS, old["token"]).status_code == 401
    assert door.call("GET", TOKENS, new["token"]).status_code == 403


def test_a_token_ends_when_it_expires(door: AuthDoor) -> None:
    session = door.tokens()["access_token"]
    token = make(door, session, expires_in_days=1)
    assert door.call("GET", TOKENS, token["token"]).status_code == 403
    door.clock.advance(24 * 3600)
    assert door.call("GET", TOKENS, token["token"]).status_code == 401


@pytest.mark.parametrize("forge", API_TOKEN_FORGERIES.values(), ids=API_TOKEN_FORGERIES)
def test_a_broken_token_is_refused_like_any_other(door: AuthDoor, forge: ApiTokenForgery) -> None:
    good = make(door, door.tokens()["access_token"])["token"]
    refused = door.call("GET", TOKENS, forge(good))
    assert refused.status_code == 401
    assert refused.get_json()["detail"] == "A valid access token is required."


def test_other_peoples_tokens_are_not_there(door: AuthDoor) -> None:
    token = make(door, door.tokens()["access_token"])
    eve = door.tokens("eve@example.org")["access_token"]
    for token_id in (token["id"], uuid4()):
        assert outcome(door.call("DELETE", f"{TOKENS}/{token_id}", eve)) == (404, "token_not_found")
        assert outcome(door.call("POST", f"{TOKENS}/{token_id}/rotate", eve)) == (404, "token_not_found")
    assert listed(door, eve) == []


@pytest.mark.parametrize(
    ("wish", "code"),
    [
        ({"scopes": []}, "unknown_scope"),
        ({"scopes": ["root"]}, "unknown_scope"),
        ({"name": " "}, "invalid_input"),
        ({"expires_in_days": 366}, "invalid_input"),
        ({"expires_in_days": 0}, "invalid_input"),
        ({"user_id": str(uuid4())}, "invalid_input"),
    ],
)
def test_a_wish_that_can_not_be_granted(door: AuthDoor, wish: dict[str, object], code: str) -> None:
    session = door.tokens()["access_token"]
    assert outcome(door.call("POST", TOKENS, session, json={**WISH, **wish})) == (422, code)
    assert listed(door, session) == []


def test_the_secret_is_stored_nowhere_not_even_for_a_repetition(door: AuthDoor) -> None:
    session = door.tokens()["access_token"]
    headers = {"Idempotency-Key": "the same again"}
    made = door.call("POST", TOKENS, session, json=WISH, headers=headers)
    again = door.call("POST", TOKENS, session, json=WISH, headers=headers)
    assert outcome(again) == (409, "token_name_taken")
    token = made.get_json()["token"]
    with opened(door.target, "relay") as database, database.transaction(None) as connection:
        events = connection.execute(sa.text("SELECT * FROM outbox")).all()
    assert token[4:40] not in repr(events)
    tenant_id = UUID(door.me(session).get_json()["tenant_id"])
    with door.database.transaction(tenant_id) as connection:
        assert connection.execute(sa.text("SELECT count(*) FROM idempotency_keys")).scalar_one() == 0


def test_naming_one_token_shows_one_and_changes_none(door: AuthDoor) -> None:
    made = [make(door, door.tokens(f"{name}@example.org")["access_token"]) for name in ("ada", "eve")]
    with door.database.transaction(None) as connection:
        connection.execute(sa.text("SELECT set_config('app.token_id', :id, true)"), {"id": made[1]["id"]})
        ids = connection.execute(sa.text("SELECT id FROM api_tokens")).scalars().all()
        changed = connection.execute(sa.text("UPDATE api_tokens SET revoked_at = now()")).rowcount
    assert ([str(each) for each in ids], changed) == ([made[1]["id"]], 0)


def test_tokens_are_swept_a_month_after_their_end(door: AuthDoor) -> None:
    made = {"fresh": 0, "over": 20, "old": 40}
    for name in made:
        make(door, door.tokens(f"{name}@example.org")["access_token"], name=name)
    with opened(door.target, "owner") as owner, owner.transaction(None) as connection:
        connection.execute(sa.text("ALTER TABLE api_tokens NO FORCE ROW LEVEL SECURITY"))
        for name, days in made.items():
            ended = {"ended": SystemClock().now() - timedelta(days=days), "name": name}
            connection.execute(sa.text("UPDATE api_tokens SET expires_at = :ended WHERE name = :name"), ended)
    with opened(door.target, "relay") as relay, relay.transaction(None) as connection:
        assert sweep_api_tokens(connection) == 1
        left = connection.execute(sa.text("SELECT name FROM api_tokens ORDER BY name")).scalars().all()
    assert left == ["fresh", "over"]
