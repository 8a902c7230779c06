"""docs/hostile-inputs.md, rows 21 to 33, 44 and 48, some of them byte by byte at the public port."""

import json
import re
import socket

import httpx
import pytest

from deploy.local.platform import LocalPlatform
from tests.builders.hostile_requests import (
    HOST,
    JSON_BODIES,
    NO_INTEGERS,
    RAW,
    READ,
    READ_BY_NOBODY,
    SEND,
    told,
)
from tests.builders.people import Person

JSON_DOORS = (
    ("POST", "/v1/auth/register"),
    ("PATCH", "/v1/users/me"),
    ("POST", "/v1/organisations"),
    ("POST", "/v1/shares"),
    ("PATCH", "/v1/recordings/01a1fc19-8701-73e4-9035-2b5799a69d1a/transcript"),
    ("POST", "/v1/audio/speech"),
)
OTHER_SHAPES = {"/v1/audio/speech"}
"""Errors as OpenAI words them; the id of the request is in a header alone."""
INTEGER_DOORS = (
    ("PATCH", "/v1/users/me", b'{"years_of_experience":%s}'),
    ("POST", "/v1/users/me/tokens", b'{"name":"a","scopes":["usage:read"],"expires_in_days":%s}'),
)
LONGEST_LINE = 20_000
"""Of a log, in bytes: a request of the longest kind and all that is told of it."""


@pytest.mark.hostile(26, 29, 30, 33, 44)
@pytest.mark.parametrize("name", RAW)
def test_a_hostile_request_is_refused(platform: LocalPlatform, name: str) -> None:
    request, statuses = RAW[name]
    answer, content = told(platform.plan.ports["public"], request)
    assert answer.status in statuses
    assert answer.getheader("Server") is None
    assert b"canary" not in content
    if answer.getheader("Content-Type") == "text/plain; charset=utf-8":
        assert answer.status in READ_BY_NOBODY
        return
    assert answer.getheader("Content-Type") == "application/problem+json"
    problem = json.loads(content)
    assert (problem["status"], problem["request_id"]) == (answer.status, answer.getheader("X-Request-Id"))


@pytest.mark.hostile(33)
def test_logs_are_lines_of_json_whatever_was_asked(platform: LocalPlatform, visitor: Person) -> None:
    asked = {"User-Agent": "canary" * 1500, "X-Request-Id": "canary {[%0a"}
    assert visitor.http.get("/v1/nowhere/%0a%0d%1b[31mcanary", headers=asked).status_code == 404
    for log in platform.folder.logs.glob("*-http.log"):
        lines = log.read_bytes().splitlines()
        assert all(json.loads(line) for line in lines if line.startswith(b"{"))
        assert max(map(len, lines), default=0) < LONGEST_LINE
        assert b"\x1b" not in log.read_bytes()


@pytest.mark.hostile(21, 22, 23, 24)
@pytest.mark.parametrize("name", JSON_BODIES)
def test_hostile_json_is_malformed(visitor: Person, name: str) -> None:
    for method, path in JSON_DOORS:
        headers = {"Content-Type": "application/json"}
        answer = visitor.http.request(method, path, content=JSON_BODIES[name], headers=headers)
        assert answer.status_code == 400, f"{path}: {answer.text}"
        assert answer.headers["X-Request-Id"] in answer.text or path in OTHER_SHAPES


@pytest.mark.hostile(25)
@pytest.mark.parametrize("name", NO_INTEGERS)
def test_what_is_no_integer_of_ours_is_refused(visitor: Person, name: str) -> None:
    for method, path, body in INTEGER_DOORS:
        content = body % NO_INTEGERS[name]
        headers = {"Content-Type": "application/json"}
        assert visitor.http.request(method, path, content=content, headers=headers).status_code == 422


@pytest.mark.hostile(48)
@pytest.mark.parametrize(
    ("password", "status"),
    [("x", 422), ("x" * 2000, 422), ("long\0enough", 400), ("x" * 10_000_000, 413), ("🦜" * 20, 202)],
)
def test_hostile_passwords(platform: LocalPlatform, password: str, status: int) -> None:
    account = {"email": f"p{len(password)}@example.com", "password": password}
    assert httpx.post(f"{platform.url}/v1/auth/register", json=account, timeout=10).status_code == status


@pytest.mark.hostile(27)
@pytest.mark.parametrize("field", ["role", "tenant_id", "owner_id", "id", "status"])
def test_nobody_assigns_what_is_not_theirs(visitor: Person, field: str) -> None:
    assert visitor.http.patch("/v1/users/me", json={field: "admin"}).status_code == 422
    form = {"file": ("a.wav", b"RIFF0000WAVEfmt ")}
    assert visitor.http.post("/v1/recordings", data={field: "x"}, files=form).status_code == 422


@pytest.mark.hostile(31, 32, 33)
def test_claims_of_a_client_count_for_nothing(visitor: Person, platform: LocalPlatform) -> None:
    claims = {"X-User-Id": "1", "X-Tenant": "1", "Rostrum-Tenant": "1", "X-Request-Id": "%1b[31mred-alert"}
    origin = {"Origin": "https://rostrum.localhost.evil.test"}
    answer = visitor.http.get("/v1/users/me", headers=claims | origin)
    assert (answer.status_code, answer.json()["email"]) == (200, visitor.email)
    assert "Access-Control-Allow-Origin" not in answer.headers
    assert "31mred" not in answer.headers["X-Request-Id"]


def claimed(tenant_id: str) -> dict[str, str]:
    """Headers by which a client says that it is somebody else, inside."""
    names = ("X-Tenant", "X-Tenant-Id", "Rostrum-Tenant", "X-User-Id", "X-Rostrum-Tenant")
    return dict.fromkeys(names, tenant_id)


@pytest.mark.hostile(31)
def test_a_claimed_tenant_opens_nothing(visitor: Person, platform: LocalPlatform, finished: str) -> None:
    with Person(platform) as stranger:
        claims = claimed(visitor.tenant_id)
        for part in ("", "/audio", "/transcript", "/report"):
            path = f"/v1/recordings/{finished}{part}"
            assert stranger.http.get(path, headers=claims).status_code == 404
            assert visitor.http.get(path, headers=claimed(stranger.tenant_id)).status_code == 200
        assert stranger.http.get("/v1/recordings", headers=claims).json()["items"] == []
        assert stranger.http.get("/v1/users/me", headers=claims).json()["email"] == stranger.email


@pytest.mark.hostile(31)
def test_a_spoofed_address_gets_no_fresh_budget(platform: LocalPlatform, visitor: Person) -> None:
    """Of five failures to log in, each from another claimed address, the fifth is the last."""
    wrong = {"email": visitor.email, "password": "not the right sentence"}
    statuses = [
        httpx.post(
            f"{platform.url}/v1/auth/login", json=wrong, headers=spoofed(number), timeout=10
        ).status_code
        for number in range(10)
    ]
    assert statuses[:5] == [401] * 5
    assert 429 in statuses[5:]
    assert set(statuses) == {401, 429}


def test_limits_are_told(platform: LocalPlatform) -> None:
    account = {"email": "limits@example.com", "password": "a long and quiet sentence"}
    url = f"{platform.url}/v1/auth/register"
    answer = httpx.post(url, json=account, headers=spoofed(1), timeout=10)
    assert re.fullmatch(r'"register";r=\d+;t=\d+', answer.headers["RateLimit"])
    assert re.fullmatch(r'"register";q=1000;w=60', answer.headers["RateLimit-Policy"])


def spoofed(number: int) -> dict[str, str]:
    address = f"203.0.113.{number}"
    forwarded = {"X-Forwarded-For": f"{address}, {address}", "Forwarded": f"for={address}"}
    return forwarded | {"X-Real-IP": address, "X-Forwarded-Host": "evil.test"}


@pytest.mark.hostile(30)
@pytest.mark.parametrize("size", [70_000, 500_000, 5_000_000])
def test_the_rest_of_a_refused_body_is_no_request(platform: LocalPlatform, size: int) -> None:
    smuggled = READ + HOST + b"\r\n"
    body = smuggled * (size // len(smuggled))
    head = SEND + HOST + b"Content-Length: %d\r\n\r\n" % len(body)
    address = ("127.0.0.1", platform.plan.ports["public"])
    answers = b""
    with socket.create_connection(address, timeout=5) as connection:
        try:
            connection.sendall(head + body)
            while part := connection.recv(65_536):
                answers += part
        except ConnectionError:
            pass
    assert answers.count(b"HTTP/1.1 ") <= 1
