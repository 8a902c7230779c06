"""RELIABILITY.md 2.4 rows 21 to 33 and 48, byte by byte at the public port."""

import json
import re
import socket
from http.client import HTTPResponse, IncompleteRead

import httpx
import pytest

from deploy.local.platform import LocalPlatform
from tests.builders.people import Person

READ = b"GET /v1/recordings HTTP/1.1\r\n"
SEND = b"POST /v1/recordings HTTP/1.1\r\n"
HOST = b"Host: x\r\n"
CHUNKED = SEND + HOST + b"Content-Type: audio/wav\r\nTransfer-Encoding: chunked\r\n"
FLOOD = b"".join(b"X-%d: %s\r\n" % (number, b"a" * 8000) for number in range(100))
RAW: dict[str, tuple[bytes, set[int]]] = {
    "two Hosts": (READ + HOST + b"Host: y\r\n\r\n", {400}),
    "no Host": (READ + b"\r\n", {400}),
    "two lengths": (SEND + HOST + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nabcdef", {400}),
    "negative length": (SEND + HOST + b"Content-Length: -5\r\n\r\n", {400}),
    "unknown transfer encoding": (SEND + HOST + b"Transfer-Encoding: xchunked\r\n\r\n", {400, 501}),
    "space before a colon": (SEND + HOST + b"Content-Length : 5\r\n\r\nabcde", {400}),
    "NUL in a header": (READ + HOST + b"X-A: b\0c\r\n\r\n", {400}),
    "header flood": (READ + HOST + FLOOD + b"\r\n", {431}),
    "URL of 1 MB": (b"GET /" + b"a" * 1_000_000 + b" HTTP/1.1\r\n" + HOST + b"\r\n", {431}),
    "URL of 5 KB": (b"GET /" + b"a" * 5000 + b" HTTP/1.1\r\n" + HOST + b"\r\n", {414}),
    "no chunk size": (CHUNKED + b"\r\nzz\r\nabc", {400, 401}),
    "endless chunk": (CHUNKED + b"\r\nFFFFFFFFFFFFFFFFFF\r\n", {400, 401}),
    "body that stalls": (SEND + HOST + b"Content-Length: 900000\r\n\r\n" + bytes(99_000), {401}),
    "metrics by dots": (b"GET /v1/auth/%2e%2e/%2e%2e/metrics HTTP/1.1\r\n" + HOST + b"\r\n", {404}),
    "a tunnel": (b"CONNECT evil.test:443 HTTP/1.1\r\n" + HOST + b"\r\n", {404, 405}),
}
NO_REQUESTS = {
    "two Hosts",
    "no Host",
    "two lengths",
    "negative length",
    "unknown transfer encoding",
    "space before a colon",
    "NUL in a header",
    "header flood",
    "URL of 1 MB",
}
"""Refused by Go's HTTP server before Caddy sees a request: text, and nothing in it of what was sent."""
JSON_BODIES = {
    "deep": b"[" * 100_000,
    "NaN": b'{"email":NaN}',
    "1e400": b'{"email":1e400}',
    "NUL": b'{"email":"a\\u0000@b.de","password":"long enough"}',
    "lone surrogate": b'{"email":"\\ud800@b.de","password":"long enough"}',
    "duplicate": b'{"email":"a@b.de","email":"c@d.de","password":"long enough"}',
    "BOM": b"\xef\xbb\xbf{}",
    "UTF-16": '{"email":"a@b.de"}'.encode("utf-16"),
    "null": b"null",
    "scalar": b"1",
}


@pytest.mark.parametrize("name", RAW)
def test_a_hostile_request_is_refused(platform: LocalPlatform, name: str) -> None:
    request, statuses = RAW[name]
    address = ("127.0.0.1", platform.plan.ports["public"])
    with socket.create_connection(address, timeout=5) as connection:
        connection.sendall(request)
        with HTTPResponse(connection) as answer:
            answer.begin()
            assert answer.status in statuses
            assert answer.getheader("Server") is None
            assert answer.getheader("Content-Type") == (
                "text/plain; charset=utf-8" if name in NO_REQUESTS else "application/problem+json"
            )
            if name not in NO_REQUESTS:
                problem = json.loads(content_of(answer))
                assert (problem["status"], problem["request_id"]) == (
                    answer.status,
                    answer.getheader("X-Request-Id"),
                )


def content_of(answer: HTTPResponse) -> bytes:
    """Broken framing may end the connection before the end of the answer is told, but not its content."""
    try:
        return answer.read()
    except IncompleteRead as cut:
        return cut.partial


@pytest.mark.parametrize("name", JSON_BODIES)
def test_hostile_json_is_malformed(platform: LocalPlatform, name: str) -> None:
    headers = {"Content-Type": "application/json"}
    url = f"{platform.url}/v1/auth/register"
    answer = httpx.post(url, content=JSON_BODIES[name], headers=headers, timeout=5)
    assert answer.status_code == 400
    assert answer.json()["request_id"] == answer.headers["X-Request-Id"]


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
