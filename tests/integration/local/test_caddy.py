"""The public port, with small stand-ins for the services behind it."""

import json
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, suppress

import pytest

from chassis.web import lingering, places
from deploy.local.ports import LOOPBACK
from deploy.local.servers.caddy import GATHERED_BYTES, HTTP_THREADS, SOON
from services.auth.config import Settings as AuthSettings
from services.ingest.config import Settings as IngestSettings
from tests.builders.front_door import AT_ONCE, Front, Upstream
from tests.builders.waiting import eventually


@pytest.fixture(scope="module")
def front(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Front]:
    front = Front(tmp_path_factory.mktemp("caddy"))
    yield front
    front.close()


@pytest.mark.parametrize(
    ("path", "service"),
    [
        ("/v1/auth/login", "auth"),
        ("/v1/users", "auth"),
        ("/v1/users/me", "auth"),
        ("/.well-known/jwks.json", "auth"),
        ("/v1/recordings", "ingest"),
        ("/v1/authors", "ingest"),
        ("/docs", "ingest"),
        ("/", "ingest"),
    ],
)
def test_paths_reach_their_service(front: Front, path: str, service: str) -> None:
    assert front.get(path)[1]["service"] == service


@pytest.mark.parametrize(
    "path", ["/livez", "/readyz", "/metrics", "/METRICS", "//metrics", "/%6detrics", "/metrics/"]
)
def test_admin_pages_are_not_public(front: Front, path: str) -> None:
    status, problem = front.get(path)
    assert (status, problem["code"]) == (404, "not_found")


def test_any_name_of_the_host_is_served(front: Front) -> None:
    assert front.get("/v1/recordings", {"Host": "localhost"})[1]["service"] == "ingest"


def test_answers_do_not_tell_what_serves_them(front: Front) -> None:
    connection = front.connection()
    connection.request("GET", "/v1/recordings")
    answer = connection.getresponse()
    answer.read()
    connection.close()
    assert {name.lower() for name in answer.headers if "server" in name.lower()} == set()


def test_health_says_no_more_than_ok(front: Front) -> None:
    assert front.get("/healthz") == (200, {"status": "ok"})


@pytest.mark.hostile(31)
def test_what_a_client_claims_about_itself_is_removed(front: Front) -> None:
    claims = (
        "X-User-Id",
        "X-Tenant-Id",
        "X-Tenant",
        "X-Forwarded-Foo",
        "Forwarded",
        "X-Real-IP",
        "Rostrum-Tenant",
    )
    forged = dict.fromkeys((*claims, "X-Forwarded-For"), "forged")
    _, seen = front.get("/v1/recordings", forged | {"Authorization": "Bearer kept"})
    headers = seen["headers"]
    assert "forged" not in headers.values()
    assert headers["X-Forwarded-For"] == LOOPBACK
    assert headers["Authorization"] == "Bearer kept"


@pytest.mark.hostile(29)
def test_a_request_line_has_a_limit(front: Front) -> None:
    assert front.get("/" + "a" * 4000)[0] == 200
    status, problem = front.get("/" + "a" * 4096)
    assert (status, problem["code"]) == (414, "uri_too_long")


@pytest.mark.hostile(29, 30)
@pytest.mark.parametrize(
    ("method", "size", "then"), [("POST", 3_000, "close"), ("POST", 300_000, "close"), ("GET", 0, None)]
)
def test_behind_a_refused_body_there_is_no_other_request(
    front: Front, method: str, size: int, then: str | None
) -> None:
    """Nobody has read it: a client that went on with the connection found it ended now and then."""
    for _ in range(5):
        connection = front.connection()
        connection.request(method, "/" + "a" * 4096, body=bytes(size) if size else None)
        answer = connection.getresponse()
        assert (answer.status, answer.getheader("Connection")) == (414, then)
        assert json.load(answer)["code"] == "uri_too_long"
        connection.close()


@pytest.mark.hostile(29)
def test_headers_have_a_limit(front: Front) -> None:
    with socket.create_connection((LOOPBACK, front.port), timeout=10) as connection:
        connection.sendall(b"GET / HTTP/1.1\r\nHost: x\r\nA: " + b"a" * 12_200 + b"\r\n")
        assert connection.recv(64).startswith(b"HTTP/1.1 431")


@pytest.mark.hostile(29)
def test_slow_headers_are_cut_off_after_five_seconds(front: Front) -> None:
    with socket.create_connection((LOOPBACK, front.port), timeout=20) as connection:
        connection.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n")
        started = time.monotonic()
        assert connection.recv(64) == b""
        assert time.monotonic() - started < 7


@pytest.mark.long
@pytest.mark.hostile(29, 30)
def test_a_body_that_comes_too_slowly_ends_its_connection(front: Front) -> None:
    """After twenty seconds; or the rest of it would be read as the next request."""
    hidden = b"GET /v1/hidden HTTP/1.1\r\nHost: x\r\n\r\n"
    with socket.create_connection((LOOPBACK, front.port), timeout=40) as connection:
        connection.sendall(b"PUT /v1/recordings/1 HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\n")
        answer = connection.recv(65536)
        assert b"\r\nconnection: close\r\n" in answer.lower()
        with suppress(OSError):
            connection.sendall(hidden)
            answer = b"".join(iter(lambda: connection.recv(65536), b""))
            assert b"hidden" not in answer


def test_an_upload_reaches_the_service_while_it_is_sent(front: Front) -> None:
    connection = front.connection()
    connection.putrequest("PUT", "/v1/recordings/1")
    connection.putheader("Content-Length", str(GATHERED_BYTES + 10))
    connection.endheaders()
    connection.send(bytes(GATHERED_BYTES))
    assert front.upstreams["ingest"].first_byte.wait(5)
    connection.send(bytes(10))
    assert connection.getresponse().status == 200
    connection.close()


def test_a_small_body_is_gathered_before_a_service_hears_of_it(front: Front) -> None:
    heard = front.upstreams["ingest"].first_byte
    heard.clear()
    connection = front.connection()
    connection.putrequest("PUT", "/v1/recordings/1")
    connection.putheader("Content-Length", "20")
    connection.endheaders()
    connection.send(bytes(19))
    assert not heard.wait(0.5)
    connection.send(bytes(1))
    assert connection.getresponse().status == 200
    assert heard.is_set()
    connection.close()


def test_what_is_known_of_the_services_is_so() -> None:
    assert lingering.GATHERED_BYTES == GATHERED_BYTES
    threads = {settings.model_fields["http_threads"].default for settings in (AuthSettings, IngestSettings)}
    assert threads == {HTTP_THREADS}
    assert places.GATEWAYS_SHARE == SOON


HIDDEN = b"GET /v1/hidden HTTP/1.1\r\nHost: x\r\n\r\n"


@pytest.mark.hostile(30)
def test_a_refusal_ends_the_connection_only_where_a_body_was_not_gathered(front: Front) -> None:
    with closing(front.connection()) as connection:
        for method, size in (("GET", 0), ("GET", 0), ("PUT", 6), ("PUT", 59_999), ("GET", 0)):
            connection.request(method, "/v1/recordings/refused", (HIDDEN * size)[:size] or None)
            answer = connection.getresponse()
            assert (answer.status, answer.will_close) == (503, False)
            assert b"hidden" not in answer.read()
        connection.request("PUT", "/v1/recordings/refused", bytes(GATHERED_BYTES))
        answer = connection.getresponse()
        assert (answer.status, answer.will_close) == (503, True)
        answer.read()


@pytest.mark.hostile(30)
def test_what_is_behind_a_refusal_is_not_taken_for_a_request(front: Front) -> None:
    body = f"{len(HIDDEN):x}\r\n".encode() + HIDDEN + b"\r\n0\r\n\r\n"
    head = b"GET /v1/recordings/refused HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
    with socket.create_connection((LOOPBACK, front.port), timeout=10) as connection:
        connection.sendall(head + body + b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        heard = b"".join(iter(lambda: connection.recv(65536), b""))
    assert b"/v1/hidden" not in heard


def test_an_event_stream_flows_and_ends_upstream_when_the_client_leaves(front: Front) -> None:
    connection = front.connection()
    connection.request("GET", "/v1/recordings/1/events")
    answer = connection.getresponse()
    assert answer.readline() == b": ping\n"
    answer.close()
    connection.close()
    assert front.upstreams["ingest"].client_left.wait(5)


@pytest.mark.parametrize(
    ("held", "path", "most"),
    [
        ("GET /v1/recordings/1/events", "/v1/recordings/1/events", AT_ONCE),
        ("GET /v1/slow", "/v1/recordings", AT_ONCE // SOON),
    ],
)
def test_more_than_a_service_works_on_is_refused_at_once(
    front: Front, held: str, path: str, most: int
) -> None:
    with ExitStack() as stack:
        for _ in range(most):
            connection = stack.enter_context(closing(front.connection()))
            connection.request(*held.split())
            stack.enter_context(connection.getresponse())
        began = time.monotonic()
        refused = stack.enter_context(closing(front.connection()))
        refused.request("GET", path)
        answer = refused.getresponse()
        problem = json.load(answer)
        assert time.monotonic() - began < 1
        assert (answer.status, problem["code"], problem["retryable"]) == (503, "overloaded", True)
        assert (answer.headers["Retry-After"], answer.will_close) == ("2", False)
        other = "/v1/recordings" if path.endswith("events") else "/v1/recordings/1/audio"
        assert front.get(other)[0] == 200  # who waits and who asks take no place from each other
        assert front.get("/v1/users/me")[0] == 200
    eventually(lambda: front.get("/v1/recordings")[0] == 200)


def test_a_body_that_finds_no_place_is_refused_too(front: Front) -> None:
    with ExitStack() as stack:
        for _ in range(AT_ONCE // SOON):
            connection = stack.enter_context(closing(front.connection()))
            connection.request("GET", "/v1/slow")
            stack.enter_context(connection.getresponse())
        refused = stack.enter_context(closing(front.connection()))
        for body, ends in ((HIDDEN, False), (HIDDEN * 1000, False), (bytes(GATHERED_BYTES), True)):
            refused.request("PUT", "/v1/recordings", body)
            answer = refused.getresponse()
            assert (answer.status, answer.headers["Retry-After"]) == (503, "2")
            assert (json.load(answer)["code"], answer.will_close) == ("overloaded", ends)
    eventually(lambda: front.get("/v1/recordings")[0] == 200)


@pytest.mark.parametrize(("method", "body"), [("GET", None), ("PUT", b"a body")])
def test_requests_wait_for_a_service_that_restarts(front: Front, method: str, body: bytes | None) -> None:
    old = front.upstreams["auth"]
    old.close()

    def restart() -> None:
        front.upstreams["auth"] = Upstream("auth", old.server_port)

    timer = threading.Timer(0.5, restart)
    timer.start()
    connection = front.connection()
    connection.request(
        method, "/v1/users/me", body, {"X-Forwarded-For": "forged", "Rostrum-Unreached": "forged"}
    )
    answer = connection.getresponse()
    headers = json.load(answer)["headers"]
    connection.close()
    assert (answer.status, headers["X-Forwarded-For"]) == (200, LOOPBACK)
    assert not any(name.lower().startswith("rostrum-") for name in headers)
    timer.join()


def test_a_service_that_stays_away_is_a_problem_document(front: Front) -> None:
    old = front.upstreams["auth"]
    old.close()
    status, problem = front.get("/v1/users/me")
    assert (status, problem["code"]) == (503, "unavailable")
    front.upstreams["auth"] = Upstream("auth", old.server_port)
