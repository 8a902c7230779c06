"""The steps before and after every operation, through the application's public door."""

import logging

import pytest
from flask.testing import FlaskClient
from opentelemetry import trace
from prometheus_client import REGISTRY

from chassis.clock import new_id
from chassis.deadlines import remaining_s
from chassis.rate_limits.memory import MemoryRateLimiter
from chassis.web import (
    Call,
    Content,
    Edge,
    Limits,
    Operation,
    Reply,
    StreamSlots,
    WrongOperation,
    create_app,
)
from chassis.web.dispatch import ANSWER_S
from tests.builders.web_door import DESCRIPTION, TOKEN, OneToken, ThingDoor, build

AUTH = {"Authorization": f"Bearer {TOKEN}"}


@pytest.fixture
def client() -> FlaskClient:
    return build(ThingDoor()).test_client()


def test_every_answer_is_protected_and_carries_its_request_id(client: FlaskClient) -> None:
    for path, status in (("/v1/things", 200), ("/nowhere", 404), ("/v1/wait/", 404)):
        response = client.get(path, headers={"X-Request-Id": "client-4711"})
        assert response.status_code == status
        assert response.headers["X-Request-Id"] == "client-4711"
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert response.headers["Content-Security-Policy"].startswith("default-src 'none'")
        assert response.headers["Cache-Control"] == "no-store"


@pytest.mark.hostile(33)
@pytest.mark.parametrize(
    "unsafe", ["short", "x" * 200, "\x1b[31mred-alert", "has space in it", "ümlaut-here"]
)
def test_an_unsafe_request_id_is_replaced(client: FlaskClient, unsafe: str) -> None:
    response = client.get("/v1/things", headers={"X-Request-Id": unsafe})
    assert response.headers["X-Request-Id"] != unsafe
    assert len(response.headers["X-Request-Id"]) == 36


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/nowhere", 404, "not_found"),
        ("PUT", "/v1/things", 405, "method_not_allowed"),
        ("OPTIONS", "/v1/things", 405, "method_not_allowed"),
        ("GET", "/v1//things", 404, "not_found"),
        ("GET", "/v1/things/no-uuid", 404, "not_found"),
        ("DELETE", "/v1/things/01a1fb72-e584-70b6-af8a-15b4352ef14e", 500, "internal"),
    ],
)
def test_every_error_is_a_problem_document(
    client: FlaskClient, method: str, path: str, status: int, code: str
) -> None:
    response = client.open(path, method=method, headers=AUTH)
    assert response.status_code == status
    assert response.content_type == "application/problem+json"
    assert response.json is not None
    assert response.json["code"] == code
    assert response.json["status"] == status
    assert response.json["instance"] == path
    assert response.json["request_id"] == response.headers["X-Request-Id"]


def test_a_defect_of_ours_tells_nothing(client: FlaskClient, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.CRITICAL):
        response = client.delete("/v1/things/01a1fb72-e584-70b6-af8a-15b4352ef14e", headers=AUTH)
    assert b"passwd" not in response.data
    assert b"ValueError" not in response.data


@pytest.mark.hostile(44)
@pytest.mark.parametrize(
    "authorization",
    [
        None,
        "",
        "Bearer",
        "Bearer wrong",
        f"Basic {TOKEN}",
        f"Bearer {TOKEN},Bearer {TOKEN}",
        f"Bearer {TOKEN} {TOKEN}",
        "Bearer " + "a" * 1_000_000,
    ],
)
def test_every_refused_token_has_the_same_answer(client: FlaskClient, authorization: str | None) -> None:
    headers = {} if authorization is None else {"Authorization": authorization}
    response = client.post("/v1/things", json={"name": "a"}, headers=headers)
    assert response.status_code == 401
    assert response.headers["WWW-Authenticate"] == "Bearer"
    assert response.json is not None
    assert response.json["detail"] == "A valid access token is required."


@pytest.mark.hostile(44)
def test_two_authorization_headers_are_refused(client: FlaskClient) -> None:
    headers = [("Authorization", f"Bearer {TOKEN}"), ("Authorization", f"Bearer {TOKEN}")]
    assert client.post("/v1/things", json={"name": "a"}, headers=headers).status_code == 401


@pytest.mark.hostile(44)
def test_a_token_elsewhere_is_never_looked_at(client: FlaskClient) -> None:
    client.set_cookie("access_token_cookie", TOKEN)
    assert client.post(f"/v1/things?access_token={TOKEN}", json={"name": "a"}).status_code == 401


@pytest.mark.hostile(21, 22, 24, 25, 27)
@pytest.mark.parametrize(
    ("content", "status"),
    [
        (b'{"name":"a","tenant_id":"x"}', 422),
        (b'{"name":"a","count":true}', 422),
        (b'{"name":"a","count":"1"}', 422),
        (b'{"name":"a","count":-1}', 422),
        (b'{"name":"a","count":9223372036854775808}', 422),
        (b'{"name":""}', 422),
        (b'{"name":"a","name":"b"}', 400),
        (b'{"name":"a","price":NaN}', 400),
        (b"[" * 100_000, 400),
        (b'{"name":"' + b"a" * 300_000 + b'"}', 413),
    ],
)
def test_a_body_that_does_not_fit(client: FlaskClient, content: bytes, status: int) -> None:
    response = client.post("/v1/things", data=content, content_type="application/json", headers=AUTH)
    assert response.status_code == status


def test_faults_point_at_fields_and_never_repeat_values(client: FlaskClient) -> None:
    response = client.post("/v1/things", json={"name": 7, "secret": "hunter2"}, headers=AUTH)
    assert response.json is not None
    assert {fault["pointer"] for fault in response.json["errors"]} == {"/name", "/secret"}
    assert b"hunter2" not in response.data


def test_names_of_unknown_fields_are_cut(client: FlaskClient) -> None:
    response = client.post("/v1/things", json={"name": "a", "x" * 10_000: 1, "a/b~c": 2}, headers=AUTH)
    assert response.json is not None
    assert {fault["pointer"] for fault in response.json["errors"]} == {"/" + "x" * 64, "/a~1b~0c"}


@pytest.mark.parametrize("encoding", ["gzip", "br", "deflate, gzip"])
def test_compressed_bodies_are_refused(client: FlaskClient, encoding: str) -> None:
    headers = {**AUTH, "Content-Encoding": encoding}
    response = client.post("/v1/things", json={"name": "a"}, headers=headers)
    assert response.status_code == 415


@pytest.mark.parametrize("media", ["text/plain", "application/json; charset=utf-16", "multipart/form-data"])
def test_other_media_types_are_refused(client: FlaskClient, media: str) -> None:
    response = client.post("/v1/things", data=b"{}", content_type=media, headers=AUTH)
    assert response.status_code == 415


@pytest.mark.hostile(25)
@pytest.mark.parametrize(
    "query",
    [
        "limit=0",
        "limit=1000000000",
        "limit=x",
        "limit=5_0",
        "limit=1.0",
        "limit=%205",
        "limit=%D9%A5",
        "limit=1&limit=2",
        "other=1",
        "cursor=%00",
    ],
)
def test_a_query_that_does_not_fit(client: FlaskClient, query: str) -> None:
    assert client.get(f"/v1/things?{query}").status_code in (400, 422)


def test_pages_link_to_the_next(client: FlaskClient) -> None:
    response = client.get("/v1/things?limit=5&cursor=old")
    assert response.headers["Link"] == '</v1/things?limit=5&cursor=more>; rel="next"'


def test_limits_are_told_and_kept_per_user(client: FlaskClient) -> None:
    answers = [client.post("/v1/things", json={"name": "a"}, headers=AUTH) for _ in range(4)]
    assert [answer.status_code for answer in answers] == [201, 201, 201, 429]
    assert answers[0].headers["RateLimit-Policy"] == '"create";q=3;w=60'
    assert answers[0].headers["RateLimit"] == '"create";r=2;t=20'
    assert int(answers[3].headers["Retry-After"]) in range(1, 21)


def test_etags_spare_what_the_client_has(client: FlaskClient) -> None:
    path = f"/v1/things/{new_id()}"
    first = client.get(path, headers=AUTH)
    second = client.get(path, headers={**AUTH, "If-None-Match": first.headers["ETag"]})
    assert (second.status_code, second.data) == (304, b"")


@pytest.mark.parametrize(("tag", "status"), [('"v1"', 200), ("*", 200), ('"v0"', 412), (None, 200)])
def test_if_match_guards_changes(client: FlaskClient, tag: str | None, status: int) -> None:
    headers = AUTH if tag is None else {**AUTH, "If-Match": tag}
    response = client.patch(f"/v1/things/{new_id()}", json={"name": "b"}, headers=headers)
    assert response.status_code == status


def test_retry_after_is_rounded_up(client: FlaskClient) -> None:
    response = client.post("/v1/refusals", json={"name": "a"})
    assert (response.status_code, response.headers["Retry-After"]) == (409, "3")
    assert response.get_json()["retryable"] is False


def test_uploads_are_counted_while_they_arrive(client: FlaskClient) -> None:
    headers = {**AUTH, "Content-Type": "audio/wav"}
    taken = client.post("/v1/uploads", data=b"x" * 90_000, headers=headers)
    assert taken.json is not None
    assert taken.json["name"] == "90000 bytes"
    assert client.post("/v1/uploads", data=b"x" * 100_001, headers=headers).status_code == 413


def test_a_prompt_operation_has_seconds_and_who_waits_has_as_long_as_it_takes() -> None:
    door, left = ThingDoor(), []
    door.during = lambda _: left.append(remaining_s())
    client = build(door).test_client()
    client.post("/v1/things", json={"name": "a"}, headers=AUTH)
    client.get("/v1/wait")
    client.get("/v1/wait", headers={"Prefer": "wait=30"})
    assert [remaining is not None and remaining <= ANSWER_S for remaining in left] == [True, True, False]
    assert remaining_s() is None


@pytest.mark.parametrize(
    ("responses", "uploads", "prompt"),
    [
        ({200: Content(("application/json", "text/markdown"))}, (), True),
        ({200: Content(("audio/wav",))}, (), False),
        ({200: Content(("text/plain", "text/event-stream"))}, (), False),
        ({}, ("audio/*",), False),
    ],
)
def test_uploads_audio_and_streams_take_their_time(
    responses: dict[int, Content], uploads: tuple[str, ...], prompt: bool
) -> None:
    handler = ThingDoor().list_things
    operation = Operation("GET", "/v1/x", handler, "Things", "user", responses, uploads=uploads)
    assert operation.is_prompt is prompt


def test_a_trace_goes_on_in_the_handler() -> None:
    door, seen = ThingDoor(), []
    door.during = lambda call: seen.append(trace.get_current_span().get_span_context().trace_id)
    parent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
    build(door).test_client().get("/v1/wait", headers={"Traceparent": parent})
    assert seen == [0x4BF92F3577B34DA6A3CE929D0E0E4736]


def test_requests_are_counted_by_operation_and_status(client: FlaskClient) -> None:
    def count() -> float:
        labels = {"operation": "get_thing", "status": "404"}
        return REGISTRY.get_sample_value("rostrum_http_requests_total", labels) or 0.0

    before = count()
    client.get("/v1/things/no-uuid", headers=AUTH)
    assert count() == before + 1


def do_nothing(call: Call) -> Reply:
    """Nothing."""
    return Reply()


def test_two_operations_of_one_name_stop_the_application() -> None:
    edge = Edge(OneToken(), new_id, StreamSlots(8), b"s" * 32, Limits(MemoryRateLimiter()))
    twice = [Operation("GET", f"/v1/{path}", do_nothing, "X", "anonymous") for path in "ab"]
    with pytest.raises(WrongOperation, match="do_nothing"):
        create_app(DESCRIPTION, twice, edge)
