"""Every operation says who may call it: which role a user needs, and which scope an API token."""

from dataclasses import replace

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from chassis.clock import new_id
from chassis.rate_limits.memory import MemoryRateLimiter
from chassis.web import Call, Edge, Limits, Operation, Reply, StreamSlots, WrongOperation, create_app
from chassis.web.operations import Policy
from tests.builders.web_door import DESCRIPTION, TOKEN, OneToken

AUTH = {"Authorization": f"Bearer {TOKEN}"}


def do_nothing(call: Call) -> Reply:
    """Nothing."""
    return Reply()


def client(
    policy: Policy | None,
    scope: str | None = None,
    *,
    roles: tuple[str, ...] = (),
    scopes: frozenset[str] | None = None,
) -> FlaskClient:
    """Of a door with one operation, for which the only token has these roles and scopes."""
    users = OneToken()
    users.users[TOKEN] = replace(users.users[TOKEN], roles=roles, scopes=scopes)
    edge = Edge(users, new_id, StreamSlots(8), b"s" * 32, Limits(MemoryRateLimiter()))
    operation = Operation("GET", "/v1/x", do_nothing, "X", policy, scope=scope)
    return create_app(DESCRIPTION, [operation], edge).test_client()


def outcome(response: TestResponse) -> tuple[int, str]:
    return response.status_code, response.get_json()["code"] if response.status_code >= 400 else ""


def test_an_operation_without_a_policy_stops_the_application() -> None:
    with pytest.raises(WrongOperation, match="no policy"):
        client(None)


def test_a_scope_where_anybody_may_call_stops_the_application() -> None:
    with pytest.raises(WrongOperation, match="anybody"):
        client("anonymous", "things:read")


@pytest.mark.parametrize("policy", ["coach", "admin"])
def test_an_operation_for_a_role_lets_nobody_else_in(policy: Policy) -> None:
    other = "admin" if policy == "coach" else "coach"
    for roles in ((), ("editor",), (other,)):
        assert outcome(client(policy, roles=roles).get("/v1/x", headers=AUTH)) == (403, "role_required")
    assert client(policy, roles=("editor", policy)).get("/v1/x", headers=AUTH).status_code == 204
    assert client(policy).get("/v1/x").status_code == 401


def test_an_operation_without_a_scope_is_closed_to_api_tokens() -> None:
    every = frozenset({"things:read", "things:write", "admin"})
    door = client("user", scopes=every)
    assert outcome(door.get("/v1/x", headers=AUTH)) == (403, "session_required")


def test_an_api_token_needs_the_scope_and_is_told_which() -> None:
    refused = client("user", "things:read", scopes=frozenset({"things:write"})).get("/v1/x", headers=AUTH)
    assert outcome(refused) == (403, "scope_required")
    assert "things:read" in refused.get_json()["detail"]
    granted = client("user", "things:read", scopes=frozenset({"things:read"}))
    assert granted.get("/v1/x", headers=AUTH).status_code == 204


def test_a_scope_does_not_stand_in_for_the_role() -> None:
    refused = client("admin", "admin", scopes=frozenset({"admin"})).get("/v1/x", headers=AUTH)
    assert outcome(refused) == (403, "role_required")


def test_a_session_has_every_scope() -> None:
    assert client("user", "things:read").get("/v1/x", headers=AUTH).status_code == 204


def test_the_document_tells_the_scope() -> None:
    document = client("user", "things:read").get(DESCRIPTION.openapi_path).get_json()
    assert document["paths"]["/v1/x"]["get"]["security"] == [
        {"access_token": []},
        {"session_cookie": []},
        {"api_token": ["things:read"]},
    ]
    assert {"access_token", "api_token"} <= set(document["components"]["securitySchemes"])
