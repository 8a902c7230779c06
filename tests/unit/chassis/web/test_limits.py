"""Limits at the HTTP edge: by role, several at once, told with every answer and with every refusal."""

from collections.abc import Mapping

import pytest
from flask.testing import FlaskClient

from chassis.clock import new_id
from chassis.rate_limits import Limit
from chassis.rate_limits.memory import MemoryRateLimiter
from chassis.web import Call, Caller, Edge, Limits, Operation, Reply, StreamSlots, create_app
from tests.builders.web_door import DESCRIPTION, TOKEN, KnownUser, OneToken, ThingDoor

AUTH = {"Authorization": f"Bearer {TOKEN}"}
ADMIN_AUTH = {"Authorization": "Bearer admin"}


class Ticks:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


def of_role(user: Caller) -> Mapping[str, Limit]:
    if "admin" in user.roles:
        return {"uploads": Limit("uploads", 9, 3600, "uploads")}
    return {"requests": Limit("requests", 3), "uploads": Limit("uploads", 1, 3600, "uploads")}


class Door(ThingDoor):
    def send_thing(self, call: Call) -> Reply:
        """Send."""
        return Reply()

    def ask_anybody(self, call: Call) -> Reply:
        """Ask."""
        return Reply()


@pytest.fixture
def ticks() -> Ticks:
    return Ticks()


@pytest.fixture
def client(ticks: Ticks) -> FlaskClient:
    door = Door()
    users = OneToken(admin=KnownUser(new_id(), new_id(), new_id(), ("admin",)))
    operations = [
        Operation("GET", "/v1/things/{thing_id}", door.get_thing, "Things", "user"),
        Operation("POST", "/v1/sent", door.send_thing, "Things", "user", takes=("uploads",)),
        Operation("GET", "/v1/open", door.ask_anybody, "Things", "anonymous", limits=(Limit("asked", 1),)),
    ]
    limits = Limits(MemoryRateLimiter(monotonic=ticks), of_role)
    edge = Edge(users, new_id, StreamSlots(8), b"s" * 32, limits)
    return create_app(DESCRIPTION, operations, edge).test_client()


def test_every_policy_that_was_looked_at_is_told(client: FlaskClient) -> None:
    sent = client.post("/v1/sent", headers=AUTH)
    assert sent.headers["RateLimit-Policy"] == '"requests";q=3;w=60, "uploads";q=1;w=3600'
    assert sent.headers["RateLimit"] == '"requests";r=2;t=20, "uploads";r=0;t=3600'


def test_a_refusal_says_which_limit_how_much_is_used_and_when_it_frees(
    client: FlaskClient, ticks: Ticks
) -> None:
    client.post("/v1/sent", headers=AUTH)
    refused = client.post("/v1/sent", headers=AUTH)
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "3600")
    assert refused.headers["RateLimit"] == '"uploads";r=0;t=3600, "requests";r=2;t=20'
    assert refused.json["limit"] == {
        "name": "uploads", "quota": 1, "used": 1, "window_s": 3600, "frees_in_s": 3600,
    }  # fmt: skip
    ticks.now += 3600
    assert client.post("/v1/sent", headers=AUTH).status_code == 204


def test_every_answer_tells_the_standing_whatever_came_of_the_request(client: FlaskClient) -> None:
    missing = client.get("/v1/things/no-id", headers=AUTH)
    assert (missing.status_code, missing.headers["RateLimit"]) == (404, '"requests";r=2;t=20')
    client.get("/v1/things/no-id", headers=AUTH)
    client.get("/v1/things/no-id", headers=AUTH)
    assert client.get("/v1/things/no-id", headers=AUTH).status_code == 429


def test_the_role_decides_and_what_has_no_limit_is_not_told(client: FlaskClient) -> None:
    for _ in range(5):
        answer = client.get(f"/v1/things/{new_id()}", headers=ADMIN_AUTH)
        assert (answer.status_code, "RateLimit" in answer.headers) == (200, False)
    sent = client.post("/v1/sent", headers=ADMIN_AUTH)
    assert sent.headers["RateLimit"] == '"uploads";r=8;t=400'


def test_who_is_not_known_is_counted_by_address(client: FlaskClient) -> None:
    assert client.get("/v1/open").headers["RateLimit"] == '"asked";r=0;t=60'
    refused = client.get("/v1/open")
    assert (refused.status_code, refused.json["limit"]["name"]) == (429, "asked")
    assert client.get("/v1/open", environ_base={"REMOTE_ADDR": "203.0.113.9"}).status_code == 204


def test_who_is_refused_for_the_token_has_spent_nothing(client: FlaskClient) -> None:
    for _ in range(5):
        refused = client.post("/v1/sent", headers={"Authorization": "Bearer wrong"})
        assert (refused.status_code, "RateLimit" in refused.headers) == (401, False)
