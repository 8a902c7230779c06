"""What administrators see and do over HTTP, and nobody else."""

import csv
import io
from json import loads
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa

from tests.builders.auth import operator
from tests.integration.auth.conftest import AuthDoor

ADMIN, ADA = "admin@example.org", "ada@example.org"


@pytest.fixture
def admin(door: AuthDoor) -> str:
    """An administrator's access token."""
    door.register(ADMIN)
    operator(door.database, door.clock)(ADMIN, appointed=True)
    answer = door.log_in(ADMIN).json
    assert answer is not None
    return str(answer["access_token"])


def told(door: AuthDoor, method: str, path: str, token: str, json: object = None) -> dict[str, Any]:
    answer = door.call(method, path, token, json=json)
    assert answer.status_code in (200, 201, 202, 204), answer.json
    return answer.json or {}


def user_id(door: AuthDoor, admin: str, email: str = ADA) -> str:
    found = told(door, "GET", f"/v1/admin/users?text={email}", admin)["items"]
    return str(found[0]["id"])


def test_accounts_are_found_read_and_paged(door: AuthDoor, admin: str) -> None:
    door.tokens(ADA)
    first = told(door, "GET", "/v1/admin/users?limit=1", admin)
    assert [item["email"] for item in first["items"]] == [ADA]
    second = told(door, "GET", f"/v1/admin/users?limit=1&cursor={first['next_cursor']}", admin)
    assert [item["email"] for item in second["items"]] == [ADMIN]
    assert second["next_cursor"] is None
    one = told(door, "GET", f"/v1/admin/users/{first['items'][0]['id']}", admin)
    assert (one["state"], one["sessions"], one["roles"]) == ("active", 1, [])


def test_a_disabled_account_is_shut_out_at_once_and_let_in_again(door: AuthDoor, admin: str) -> None:
    tokens = door.tokens(ADA)
    one = f"/v1/admin/users/{user_id(door, admin)}"
    assert told(door, "POST", f"{one}/disable", admin)["state"] == "disabled"
    assert door.me(tokens["access_token"]).status_code == 401
    refreshed = door.client.post("/v1/auth/refresh", json={"refresh_token": tokens["refresh_token"]})
    assert refreshed.status_code == 401
    assert door.log_in(ADA).status_code == 401
    assert door.call("POST", f"{one}/disable", admin).status_code == 409
    assert told(door, "POST", f"{one}/enable", admin)["state"] == "active"
    assert door.log_in(ADA).status_code == 200


def test_a_role_that_is_taken_away_ends_what_it_allowed(door: AuthDoor, admin: str) -> None:
    door.tokens(ADA)
    one = f"/v1/admin/users/{user_id(door, admin)}"
    assert told(door, "PUT", f"{one}/roles", admin, json={"roles": ["admin"]})["roles"] == ["admin"]
    second = (door.log_in(ADA).json or {})["access_token"]
    assert door.call("GET", "/v1/admin/users", second).status_code == 200
    assert told(door, "PUT", f"{one}/roles", admin, json={"roles": []})["roles"] == []
    assert door.call("GET", "/v1/admin/users", second).status_code == 401


@pytest.mark.parametrize("role", ["service", "root", "coach"])
def test_other_roles_can_not_be_given(door: AuthDoor, admin: str, role: str) -> None:
    door.tokens(ADA)
    path = f"/v1/admin/users/{user_id(door, admin)}/roles"
    assert door.call("PUT", path, admin, json={"roles": [role]}).status_code == 422


def test_nobody_administers_themselves(door: AuthDoor, admin: str) -> None:
    one = f"/v1/admin/users/{user_id(door, admin, ADMIN)}"
    calls = [
        door.call("POST", f"{one}/disable", admin),
        door.call("PUT", f"{one}/roles", admin, json={"roles": []}),
        door.call("DELETE", one, admin),
    ]
    assert [answer.status_code for answer in calls] == [409, 409, 409]


def test_sessions_are_shown_and_ended(door: AuthDoor, admin: str) -> None:
    tokens = door.tokens(ADA)
    sessions = f"/v1/admin/users/{user_id(door, admin)}/sessions"
    assert len(told(door, "GET", sessions, admin)["items"]) == 1
    told(door, "DELETE", sessions, admin)
    assert door.me(tokens["access_token"]).status_code == 401
    assert told(door, "GET", sessions, admin)["items"] == []


def test_an_account_is_deleted(door: AuthDoor, admin: str) -> None:
    door.tokens(ADA)
    one = f"/v1/admin/users/{user_id(door, admin)}"
    told(door, "DELETE", one, admin)
    assert told(door, "GET", one, admin)["state"] == "deleting"
    assert door.log_in(ADA).status_code == 401


def test_others_see_nothing_of_it(door: AuthDoor, admin: str) -> None:
    token = door.tokens(ADA)["access_token"]
    paths = ["/v1/admin/users", f"/v1/admin/users/{user_id(door, admin)}", "/v1/admin/audit"]
    assert {door.call("GET", path, token).status_code for path in paths} == {403}


def test_every_step_is_in_the_trail_with_where_it_came_from(door: AuthDoor, admin: str) -> None:
    door.tokens(ADA)
    target = user_id(door, admin)
    door.log_in(ADA, "a wrong password")
    told(door, "POST", f"/v1/admin/users/{target}/disable", admin)
    trail = told(door, "GET", f"/v1/admin/audit?person_id={target}", admin)["items"]
    assert [act["kind"] for act in trail] == [
        "session.revoked", "account.disabled", "login.refused", "login.succeeded", "account.registered",
    ]  # fmt: skip
    assert trail[1]["peer"] == "127.0.0.1"
    assert trail[1]["actor_id"] == user_id(door, admin, ADMIN)
    assert trail[1]["request_id"]


def test_a_user_reads_their_own_activity_and_no_others(door: AuthDoor, admin: str) -> None:
    eve = door.tokens("eve@example.org")["access_token"]
    mine = told(door, "GET", "/v1/users/me/activity", eve)["items"]
    assert [act["kind"] for act in mine] == ["login.succeeded", "account.registered"]
    assert admin


def test_what_an_administrator_ends_is_on_their_account(door: AuthDoor, admin: str) -> None:
    token = door.tokens(ADA)["access_token"]
    wish = {"name": "ci", "scopes": ["recordings:read"]}
    made = told(door, "POST", "/v1/users/me/tokens", token, wish)
    one = f"/v1/admin/users/{user_id(door, admin)}"
    told(door, "DELETE", f"{one}/tokens/{made['id']}", admin)
    told(door, "DELETE", f"{one}/sessions", admin)
    trail = told(door, "GET", f"/v1/admin/audit?person_id={user_id(door, admin)}", admin)["items"][:2]
    assert [act["kind"] for act in trail] == ["session.revoked", "api_token.revoked"]
    assert {act["actor_id"] for act in trail} == {user_id(door, admin, ADMIN)}
    assert trail[1]["details"] == {"reason": "token_revoked", "session_id": made["id"]}


def test_nobody_is_told_where_an_administrator_acted_from(door: AuthDoor, admin: str) -> None:
    door.tokens(ADA)
    told(door, "DELETE", f"/v1/admin/users/{user_id(door, admin)}/sessions", admin)
    mine = told(door, "GET", "/v1/users/me/activity", door.tokens(ADA)["access_token"])["items"]
    by_kind = {act["kind"]: act for act in mine}
    ended, own = by_kind["session.revoked"], by_kind["login.succeeded"]
    assert (ended["peer"], ended["agent"], ended["request_id"]) == ("", "", "")
    assert own["peer"] == "127.0.0.1"


def test_the_trail_is_taken_away_as_lines_and_as_a_table(door: AuthDoor, admin: str) -> None:
    lines = door.call("GET", "/v1/admin/audit/export", admin)
    acts = [loads(line) for line in lines.get_data(as_text=True).splitlines()]
    kinds = ["audit.exported", "login.succeeded", "role.granted", "account.registered"]
    assert [act["kind"] for act in acts] == kinds
    table = door.call("GET", "/v1/admin/audit/export?format=csv", admin)
    rows = list(csv.DictReader(io.StringIO(table.get_data(as_text=True))))
    assert [row["kind"] for row in rows] == ["audit.exported", *kinds]
    assert "attachment" in table.headers["Content-Disposition"]


def test_a_spreadsheet_runs_nothing_of_what_a_client_called_itself(door: AuthDoor, admin: str) -> None:
    agent = {"User-Agent": "=cmd|' /C calc'!A0"}
    door.client.post("/v1/auth/login", json={"email": ADA, "password": "wrong one"}, headers=agent)
    table = door.call("GET", "/v1/admin/audit/export?format=csv", admin).get_data(as_text=True)
    agents = [row["agent"] for row in csv.DictReader(io.StringIO(table))]
    assert "'=cmd|' /C calc'!A0" in agents


def test_the_database_lets_nobody_change_or_remove_an_act(door: AuthDoor, admin: str) -> None:
    target = UUID(user_id(door, admin, ADMIN))
    for statement in ("UPDATE audit_acts SET kind = 'x'", "DELETE FROM audit_acts"):
        with (
            pytest.raises(sa.exc.ProgrammingError, match="permission denied"),
            door.database.transaction(target) as connection,
        ):
            connection.execute(sa.text(statement))


def test_an_account_is_made_for_somebody_who_sets_the_password(door: AuthDoor, admin: str) -> None:
    wanted = {"email": ADA, "display_name": "Ada"}
    made = door.call("POST", "/v1/admin/users", admin, json=wanted)
    assert made.status_code == 201
    assert door.call("GET", made.headers["Location"], admin).json == made.json
    assert door.log_in(ADA, "").status_code == 401
    assert door.call("POST", "/v1/admin/users", admin, json=wanted).status_code == 409


def test_a_machine_has_tokens_and_no_other_way_in(door: AuthDoor, admin: str) -> None:
    wanted = {"account_name": "nightly", "name": "first", "scopes": ["recordings:read"]}
    made = door.call("POST", "/v1/admin/service-accounts", admin, json=wanted)
    assert made.status_code == 201
    account = made.headers["Location"]
    assert told(door, "GET", account, admin)["id"] == made.json["account_id"]
    tokens = f"{account}/tokens"
    again = {"name": "second", "scopes": ["recordings:read"]}
    second = told(door, "POST", tokens, admin, json=again)
    assert [token["name"] for token in told(door, "GET", tokens, admin)["items"]] == ["second", "first"]
    told(door, "DELETE", f"{tokens}/{second['id']}", admin)
    assert [token["name"] for token in told(door, "GET", tokens, admin)["items"]] == ["first"]
    found = told(door, "GET", "/v1/admin/users?role=service", admin)["items"]
    assert [(each["display_name"], each["sessions"]) for each in found] == [("nightly", 0)]


def test_nobody_makes_tokens_for_people(door: AuthDoor, admin: str) -> None:
    door.tokens(ADA)
    path = f"/v1/admin/users/{user_id(door, admin)}/tokens"
    answer = door.call("POST", path, admin, json={"name": "x", "scopes": ["recordings:read"]})
    assert answer.status_code == 403


def test_who_has_no_second_factor_has_none_to_lose(door: AuthDoor, admin: str) -> None:
    door.tokens(ADA)
    path = f"/v1/admin/users/{user_id(door, admin)}/factors"
    assert door.call("DELETE", path, admin).status_code == 404


def test_api_tokens_end_with_the_account_or_with_the_role_they_were_made_for(
    door: AuthDoor, admin: str
) -> None:
    session = door.tokens(ADA)["access_token"]
    operator(door.database, door.clock)(ADA, appointed=True)
    plain, powerful = (
        told(door, "POST", "/v1/users/me/tokens", session, {"name": scope, "scopes": [scope]})["token"]
        for scope in ("recordings:read", "admin")
    )
    ada = f"/v1/admin/users/{user_id(door, admin)}"
    assert door.call("GET", "/v1/admin/users", powerful).status_code == 200
    told(door, "PUT", f"{ada}/roles", admin, {"roles": []})
    assert door.call("GET", "/v1/admin/users", powerful).status_code == 401
    assert door.call("GET", "/v1/admin/users", plain).status_code == 403
    told(door, "POST", f"{ada}/disable", admin)
    assert door.call("GET", "/v1/admin/users", plain).status_code == 401
