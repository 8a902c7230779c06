"""Addresses whose clients expect errors in a shape of their own."""

import json
from collections.abc import Mapping

import pytest
from flask import Response
from flask.testing import FlaskClient

from chassis.web import ErrorShape, View
from tests.builders.web_door import TOKEN, ThingDoor, build

AUTH = {"Authorization": f"Bearer {TOKEN}"}
PLACE = "/v1/things/01a1fb72-e584-70b6-af8a-15b4352ef14e"


class BlameView(View):
    """What is told of an error."""

    blame: str


def _tell(problem: Mapping[str, object]) -> Response:
    return Response(json.dumps({"blame": problem["code"]}))


BLAME = ErrorShape("application/json", BlameView, _tell, {422: 400})


@pytest.fixture
def client() -> FlaskClient:
    return build(ThingDoor(), error_shapes={"/v1/things": BLAME}).test_client()


@pytest.mark.parametrize(
    ("method", "path", "headers", "status", "code"),
    [
        ("GET", f"{PLACE}/nowhere", AUTH, 404, "not_found"),
        ("PUT", PLACE, AUTH, 405, "method_not_allowed"),
        ("GET", PLACE, {}, 401, "unauthenticated"),
        ("POST", "/v1/things", AUTH, 415, "unsupported_media"),
        ("GET", "/v1/things?limit=0", AUTH, 400, "invalid_input"),
        ("DELETE", PLACE, AUTH, 500, "internal"),
    ],
)
def test_everything_that_goes_wrong_there_is_told_so(
    client: FlaskClient, method: str, path: str, headers: dict[str, str], status: int, code: str
) -> None:
    answer = client.open(path, method=method, headers=headers)
    assert (answer.status_code, answer.mimetype) == (status, "application/json")
    assert answer.json == {"blame": code}


def test_the_headers_of_an_error_are_the_same_everywhere(client: FlaskClient) -> None:
    answers = [client.post("/v1/things", json={"name": "a"}, headers=AUTH) for _ in range(4)]
    assert answers[-1].json == {"blame": "rate_limited"}
    assert int(answers[-1].headers["Retry-After"]) > 0
    assert client.get(PLACE).headers["WWW-Authenticate"] == "Bearer"


def test_other_addresses_tell_problem_documents(client: FlaskClient) -> None:
    assert client.get("/nowhere").content_type == "application/problem+json"
    assert client.post("/v1/refusals", json={"name": "a"}).content_type == "application/problem+json"


def test_the_document_describes_the_shape_of_each_address(client: FlaskClient) -> None:
    document = client.get("/v1/openapi.json").get_json()
    blamed = document["paths"]["/v1/things"]["post"]["responses"]
    assert "422" not in blamed
    assert blamed["default"]["content"]["application/json"]["schema"]["$ref"].endswith("/BlameView")
    others = document["paths"]["/v1/uploads"]["post"]["responses"]
    assert others["422"]["content"]["application/problem+json"]["schema"]["$ref"].endswith("/ProblemView")
