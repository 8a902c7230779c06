"""The application on a real server: bodies that stream, connections that end, an orderly stop."""

import socket
import threading
import time
from collections.abc import Iterator

import httpx
import pytest

from chassis.clock import new_id
from chassis.web import Call, ServerEvent
from chassis.web.server import HttpServer, Listen
from tests.builders.web_door import TOKEN, ThingDoor, build

AUTH = {"Authorization": f"Bearer {TOKEN}"}


@pytest.fixture
def door() -> ThingDoor:
    return ThingDoor()


@pytest.fixture
def server(door: ThingDoor) -> Iterator[HttpServer]:
    made = HttpServer(lambda: build(door), Listen("127.0.0.1", 0, threads=8))
    made.start()
    yield made
    made.stop(5)


@pytest.fixture
def client(server: HttpServer) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=f"http://127.0.0.1:{server.port}", headers=AUTH, timeout=10) as made:
        yield made


def raw(server: HttpServer, request: bytes) -> bytes:
    """The first bytes of the answer."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as connection:
        connection.sendall(request)
        return connection.recv(65536)


def test_it_serves_and_says_that_it_lives(server: HttpServer, client: httpx.Client) -> None:
    assert server.alive()
    assert client.post("/v1/things", json={"name": "a"}).status_code == 201


def test_a_chunked_body_beyond_the_limit_is_refused(client: httpx.Client) -> None:
    pieces = (b"x" * 10_000 for _ in range(50))
    response = client.post("/v1/uploads", content=pieces, headers={"Content-Type": "audio/wav"})
    assert response.status_code == 413
    assert response.json()["code"] == "too_large"


def test_an_announced_body_beyond_the_limit_is_refused_before_it_arrives(server: HttpServer) -> None:
    head = (
        f"POST /v1/uploads HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {TOKEN}\r\n"
        "Content-Type: audio/wav\r\nContent-Length: 100000000\r\n\r\n"
    )
    assert raw(server, head.encode()).startswith(b"HTTP/1.1 413")


def test_two_authorization_headers_are_refused_on_the_wire(server: HttpServer) -> None:
    line = f"Authorization: Bearer {TOKEN}\r\n"
    head = (
        f"POST /v1/things HTTP/1.1\r\nHost: x\r\n{line}{line}Content-Length: 0\r\nConnection: close\r\n\r\n"
    )
    assert raw(server, head.encode()).startswith(b"HTTP/1.1 401")


def test_a_taken_port_is_an_error(server: HttpServer) -> None:
    second = HttpServer(lambda: build(ThingDoor()), Listen("127.0.0.1", server.port))
    with pytest.raises(OSError, match="in use"):
        second.start()


def test_a_stop_lets_the_running_request_end(
    door: ThingDoor, server: HttpServer, client: httpx.Client
) -> None:
    started, go_on = threading.Event(), threading.Event()
    answers: list[int] = []

    def hold(call: Call) -> None:
        started.set()
        go_on.wait(10)

    door.during = hold
    sender = threading.Thread(
        target=lambda: answers.append(client.post("/v1/things", json={"name": "a"}).status_code)
    )
    sender.start()
    assert started.wait(10)
    stopper = threading.Thread(target=server.stop, args=(10,))
    stopper.start()
    go_on.set()
    sender.join(10)
    stopper.join(10)
    assert answers == [201]
    assert not server.alive()


def test_what_finds_no_place_is_refused_and_the_next_is_served(door: ThingDoor, client: httpx.Client) -> None:
    started, go_on = threading.Event(), threading.Event()

    def hold(call: Call) -> None:
        started.set()
        go_on.wait(10)

    door.during = hold
    sender = threading.Thread(target=lambda: client.post("/v1/things", json={"name": "a"}))
    sender.start()
    assert started.wait(10)
    refusal = client.post("/v1/things", json={"name": "b"})
    go_on.set()
    sender.join(10)
    assert (refusal.status_code, refusal.json()["code"]) == (503, "overloaded")
    assert refusal.headers["Retry-After"] == "2"
    door.during = lambda call: None
    assert client.post("/v1/things", json={"name": "c"}).status_code == 201


def test_a_stream_frees_its_slot_when_the_client_goes(door: ThingDoor, client: httpx.Client) -> None:
    door.events = [ServerEvent(str(n), "progress", {"n": n}) for n in range(100_000)]
    path = f"/v1/things/{new_id()}/events"
    for _ in range(2):
        with client.stream("GET", path) as response:
            assert next(response.iter_text()).startswith("retry: 3000")
    until = time.monotonic() + 5
    while time.monotonic() < until and client.get("/v1/wait").status_code != 200:
        door.during = lambda call: None
    assert client.get("/v1/wait").status_code == 200
