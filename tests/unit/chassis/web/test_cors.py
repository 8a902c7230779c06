"""Pages of listed origins may call, others not; and what every answer says to browsers."""

import pytest
from flask.testing import FlaskClient

from chassis.web import Site
from tests.builders.web_door import TOKEN, ThingDoor, build

APP = "https://app.example.org"
SITE = Site("https://api.example.org", frozenset({APP}))
PATHS = [("/v1/things", 200), ("/v1/refusals", 405), ("/nowhere", 404), ("/v1/wait?limit=x", 200)]


@pytest.fixture
def client() -> FlaskClient:
    return build(ThingDoor(), site=SITE).test_client()


@pytest.mark.parametrize(("path", "status"), PATHS)
def test_a_listed_origin_may_read_every_answer(client: FlaskClient, path: str, status: int) -> None:
    response = client.get(path, headers={"Origin": APP})
    assert response.status_code == status
    assert response.headers["Access-Control-Allow-Origin"] == APP
    assert response.headers["Access-Control-Allow-Credentials"] == "true"
    assert "Origin" in response.vary
    shown = response.headers["Access-Control-Expose-Headers"]
    for name in ("Location", "ETag", "RateLimit", "RateLimit-Policy", "Upload-Offset", "Retry-After"):
        assert name in shown.split(", ")


@pytest.mark.hostile(32)
@pytest.mark.parametrize(
    "origin",
    ["null", "*", "https://evil.test", "https://app.example.org.evil.test", "http://app.example.org",
     "https://app.example.org:8443", "https://APP.example.org", "https://app.example.org/", ""],
)  # fmt: skip
@pytest.mark.parametrize("method", ["GET", "OPTIONS", "POST"])
def test_no_other_origin_is_ever_named(client: FlaskClient, origin: str, method: str) -> None:
    asked = {"Origin": origin, "Access-Control-Request-Method": "POST"}
    response = client.open("/v1/things", method=method, headers=asked)
    assert not [name for name, _ in response.headers if name.startswith("Access-Control-")]
    assert "Origin" in response.vary
    assert (response.status_code == 405) is (method == "OPTIONS")


def test_a_browser_may_ask_before_it_sends(client: FlaskClient) -> None:
    asked = {"Origin": APP, "Access-Control-Request-Method": "PATCH"}
    for path in ("/v1/things", "/v1/things/1", "/nowhere"):
        response = client.options(path, headers=asked)
        assert (response.status_code, response.data) == (204, b"")
        assert response.headers["Access-Control-Allow-Origin"] == APP
        assert "PATCH" in response.headers["Access-Control-Allow-Methods"]
        sent = response.headers["Access-Control-Allow-Headers"].lower().split(", ")
        assert {"authorization", "content-type", "x-csrf-token", "tus-resumable", "upload-offset"} <= set(
            sent
        )
        assert int(response.headers["Access-Control-Max-Age"]) <= 600


def test_without_a_list_nothing_is_said_about_origins() -> None:
    response = build(ThingDoor()).test_client().get("/v1/things", headers={"Origin": APP})
    assert not [name for name, _ in response.headers if name.startswith("Access-Control-")]
    assert "Origin" not in response.vary


def test_an_unforeseen_fault_can_be_read_too(client: FlaskClient) -> None:
    headers = {"Origin": APP, "Authorization": f"Bearer {TOKEN}"}
    response = client.delete("/v1/things/01a1fb72-e584-70b6-af8a-15b4352ef14e", headers=headers)
    assert response.status_code == 500
    assert response.headers["Access-Control-Allow-Origin"] == APP


def test_https_is_kept_to_where_the_front_door_has_it(client: FlaskClient) -> None:
    assert client.get("/v1/things").headers["Strict-Transport-Security"] == "max-age=31536000"
    plain = build(ThingDoor(), site=Site("http://localhost:8080")).test_client()
    assert "Strict-Transport-Security" not in plain.get("/v1/things").headers


@pytest.mark.parametrize("path", ["/v1/things", "/nowhere", "/docs", "/v1/openapi.json"])
def test_no_answer_may_be_framed_sniffed_or_told_on(client: FlaskClient, path: str) -> None:
    headers = client.get(path).headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    policy = headers["Content-Security-Policy"]
    for rule in ("default-src 'none'", "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'"):
        assert rule in policy
