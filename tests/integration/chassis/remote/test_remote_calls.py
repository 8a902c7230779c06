"""Calls to a service that misbehaves, over real sockets."""

import logging
import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from chassis.clock import SystemClock
from chassis.remote import RemoteApi, RemoteBusy, RemoteFailed, RemoteNonsense, RemoteRefused, bearer
from tests.builders.remote_servers import DRIP, HANG, NONSENSE, RemoteServer, Reply, error, serving
from tests.builders.waiting import eventually

DEADLINE_S = 0.6
MARGIN_S = 0.4


@pytest.fixture
def server() -> Iterator[RemoteServer]:
    with serving(lambda received: Reply.of({"path": received.path})) as server:
        yield server


@pytest.fixture
def api(server: RemoteServer) -> Iterator[RemoteApi]:
    api = RemoteApi(
        "test", server.url + "/v1", bearer("a-key"), now=SystemClock().now, largest_answer=1024 * 1024
    )
    yield api
    api.close()


def ask(api: RemoteApi, deadline_s: float = 5.0) -> object:
    return api.json("POST", "/things", {"a": 1}, deadline_s=deadline_s)


def test_an_answer_comes_back(api: RemoteApi, server: RemoteServer) -> None:
    assert ask(api) == {"path": "/v1/things"}
    (received,) = server.received
    assert received.headers["Authorization"] == "Bearer a-key"
    assert received.headers["Accept-Encoding"] == "identity"
    assert received.json() == {"a": 1}


@pytest.mark.hostile(38)
@pytest.mark.parametrize("fault", [HANG, DRIP, Reply(body=DRIP.body, hang=True)])
def test_the_deadline_holds_for_the_whole_call(api: RemoteApi, server: RemoteServer, fault: Reply) -> None:
    server.faults = [fault]
    threads = threading.active_count()
    started = time.monotonic()
    with pytest.raises(RemoteBusy, match="in time"):
        ask(api, DEADLINE_S)
    assert time.monotonic() - started < DEADLINE_S + MARGIN_S
    assert threading.active_count() <= threads + 1, "the server's own thread may still be there"


def test_a_server_that_does_not_read_meets_the_deadline_too(server: RemoteServer) -> None:
    """A listener that accepts and never reads: the request itself gets stuck."""
    with socket.create_server(("127.0.0.1", 0), backlog=4) as listener:
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        api = RemoteApi("test", url, {}, now=SystemClock().now)
        started = time.monotonic()
        with pytest.raises(RemoteBusy, match="in time"), api.attempt(DEADLINE_S):
            api.client.post("/things", content=b"a" * 50_000_000)
        assert time.monotonic() - started < DEADLINE_S + MARGIN_S
        api.close()


@pytest.mark.parametrize("fault", [HANG, DRIP])
def test_of_two_deadlines_the_earlier_holds(api: RemoteApi, server: RemoteServer, fault: Reply) -> None:
    server.faults = [fault]
    started = time.monotonic()
    with pytest.raises(RemoteBusy), api.attempt(DEADLINE_S):
        api.json("GET", "/things", deadline_s=60.0)
    assert time.monotonic() - started < DEADLINE_S + MARGIN_S


@pytest.mark.hostile(39)
@pytest.mark.parametrize("kind", [k for k in NONSENSE if k not in ("scalar", "null", "list", "wrong-schema")])
def test_an_answer_that_is_no_json_is_nonsense_or_a_lost_connection(
    api: RemoteApi, server: RemoteServer, kind: str
) -> None:
    server.faults = [NONSENSE[kind]]
    with pytest.raises(RemoteBusy if kind == "cut-connection" else RemoteNonsense):
        ask(api)


def test_numbers_that_are_none_are_nonsense(api: RemoteApi, server: RemoteServer) -> None:
    for number in (b"NaN", b"Infinity", b"-Infinity"):
        server.faults = [Reply(body=b'{"start": ' + number + b"}")]
        with pytest.raises(RemoteNonsense):
            ask(api)


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504, 408])
def test_what_passes_says_when_to_come_again(api: RemoteApi, server: RemoteServer, status: int) -> None:
    server.faults = [error(status, "30")]
    with pytest.raises(RemoteBusy) as busy:
        ask(api)
    assert 30 <= busy.value.retry_after_s <= 36


@pytest.mark.parametrize("status", [301, 302, 307, 400, 401, 403, 404, 413, 415, 422])
def test_what_does_not_pass_is_a_refusal_and_no_redirect_is_followed(
    api: RemoteApi, server: RemoteServer, status: int
) -> None:
    server.faults = [Reply(status, headers={"Location": server.url + "/elsewhere"})]
    with pytest.raises(RemoteRefused) as refused:
        ask(api)
    assert refused.value.status == status
    assert len(server.received) == 1


def test_nothing_is_repeated_by_itself(api: RemoteApi, server: RemoteServer) -> None:
    server.faults = [error(503)]
    with pytest.raises(RemoteBusy):
        ask(api)
    assert len(server.received) == 1


def test_a_service_that_asks_for_patience_is_not_called_meanwhile(
    api: RemoteApi, server: RemoteServer
) -> None:
    server.faults = [error(429, "30")]
    for _ in range(50):
        with pytest.raises(RemoteBusy):
            ask(api)
    assert len(server.received) == 1


def test_a_service_that_is_out_of_order_is_left_alone(api: RemoteApi, server: RemoteServer) -> None:
    server.broken = error(500)
    for _ in range(100):
        with pytest.raises(RemoteBusy):
            ask(api)
    assert len(server.received) <= 10


def test_refusals_do_not_open_the_circuit(api: RemoteApi, server: RemoteServer) -> None:
    server.broken = error(400)
    for _ in range(20):
        with pytest.raises(RemoteRefused):
            ask(api)
    assert len(server.received) == 20


def test_a_service_that_is_not_there_is_busy() -> None:
    api = RemoteApi("test", "http://127.0.0.1:1", {}, now=SystemClock().now)
    with pytest.raises(RemoteBusy, match="reached"):
        ask(api)
    api.close()


def ask_through_a_library(api: RemoteApi) -> None:
    with api.attempt(5.0):
        try:
            api.client.get("/things")
        except RemoteFailed as failure:
            raise RuntimeError("as a library says it") from failure


def test_failures_that_a_library_wraps_are_found_again(api: RemoteApi, server: RemoteServer) -> None:
    server.faults = [error(401)]
    with pytest.raises(RemoteRefused):
        ask_through_a_library(api)


def test_messages_never_repeat_what_a_service_wrote(api: RemoteApi, server: RemoteServer) -> None:
    server.faults = [Reply(401, b'{"error": {"message": "Incorrect API key provided: a-key"}}')]
    with pytest.raises(RemoteRefused) as refused:
        ask(api)
    assert "a-key" not in str(refused.value)


def test_calls_are_not_logged(api: RemoteApi, server: RemoteServer, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        ask(api)
    assert [record for record in caplog.records if record.name.startswith(("httpx", "httpcore"))] == []


def test_a_client_outside_of_an_attempt_is_a_mistake(api: RemoteApi) -> None:
    with pytest.raises(LookupError):
        api.client.get("/things")


@pytest.mark.parametrize("fault", [HANG, DRIP])
def test_closing_ends_the_calls_under_way(api: RemoteApi, server: RemoteServer, fault: Reply) -> None:
    server.faults = [fault]
    with ThreadPoolExecutor(1) as thread:
        call = thread.submit(ask, api, 60.0)
        eventually(lambda: bool(server.received))
        api.close()
        with pytest.raises(RemoteBusy):
            call.result(5.0)


def test_many_threads_share_an_api(api: RemoteApi, server: RemoteServer) -> None:
    answers: list[object] = []
    threads = [threading.Thread(target=lambda: answers.append(ask(api))) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [{"path": "/v1/things"}] * 20
    assert isinstance(api.client, httpx.Client)
