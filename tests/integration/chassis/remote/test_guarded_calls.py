"""B3: whatever address somebody names, canaries on loopback hear nothing. Case 36 of the catalogue."""

import socket
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import pytest

from chassis.clock import SystemClock
from chassis.remote import Destinations, RemoteApi, RemoteBusy, RemoteOffLimits, RemoteRefused
from chassis.remote.destinations import Resolve, resolved
from tests.builders.remote_servers import RemoteServer, Reply, serving
from tests.builders.resolvers import PUBLIC, Names

SPELLINGS = (
    "127.0.0.1",
    "2130706433",
    "0x7f000001",
    "127.1",
    "localhost",
    "[::ffff:127.0.0.1]",
)


@pytest.fixture
def canary() -> Iterator[RemoteServer]:
    with serving(lambda received: Reply.of({"path": received.path})) as server:
        yield server


@contextmanager
def calling(url: str, destinations: Destinations) -> Iterator[RemoteApi]:
    api = RemoteApi("test", url, {}, now=SystemClock().now, destinations=destinations)
    try:
        yield api
    finally:
        api.close()


def port_of(server: RemoteServer) -> int:
    return int(server.url.rpartition(":")[2])


@pytest.mark.hostile(34, 35)
@pytest.mark.parametrize("host", SPELLINGS)
def test_no_spelling_of_loopback_is_connected_to(canary: RemoteServer, host: str) -> None:
    for url in (f"http://{host}:{port_of(canary)}", f"https://{host}", f"http://{host}:80"):
        with calling(url, Destinations()) as api, pytest.raises(RemoteOffLimits):
            api.json("GET", "/", deadline_s=2)
    assert canary.received == []


@pytest.mark.hostile(36)
def test_a_name_that_changes_its_mind_is_judged_each_time(canary: RemoteServer) -> None:
    """It was public when the address was kept, and is loopback when it is called: rebinding."""
    names = Names([PUBLIC], ["127.0.0.1"])
    destinations = Destinations(resolve=names)
    destinations.check_url("https://rebinding.example.org/v1")
    with calling("https://rebinding.example.org/v1", destinations) as api, pytest.raises(RemoteOffLimits):
        api.json("GET", "/models", deadline_s=2)
    assert names.asked == ["rebinding.example.org"] * 2
    assert canary.received == []


@pytest.mark.hostile(36)
def test_the_connection_goes_to_the_address_that_was_judged(canary: RemoteServer) -> None:
    """The name is resolved once; nobody asks for it again on the way to the socket."""
    names = Names(["127.0.0.1"], ["192.0.2.1"])
    url = f"http://only-the-guard-knows.invalid:{port_of(canary)}/v1"
    with calling(url, Destinations(private=True, resolve=names)) as api:
        assert api.json("GET", "/models", deadline_s=2) == {"path": "/v1/models"}
    assert names.asked == ["only-the-guard-knows.invalid"]
    (received,) = canary.received
    assert received.headers["Host"].startswith("only-the-guard-knows.invalid")


def test_the_next_address_is_tried_where_one_does_not_answer(canary: RemoteServer) -> None:
    names = Names(["::1", "127.0.0.1"])
    url = f"http://two-addresses.invalid:{port_of(canary)}"
    with calling(url, Destinations(private=True, resolve=names)) as api:
        assert api.json("GET", "/models", deadline_s=2) == {"path": "/models"}


@pytest.mark.hostile(36)
@pytest.mark.parametrize("target", ["http://169.254.169.254/latest/meta-data", "file:///etc/passwd", None])
def test_a_redirect_leads_nowhere(canary: RemoteServer, target: str | None) -> None:
    canary.faults = [Reply(302, headers={"Location": target or f"{canary.url}/elsewhere"})]
    with calling(canary.url, Destinations(private=True)) as api, pytest.raises(RemoteRefused, match="302"):
        api.json("GET", "/models", deadline_s=2)
    assert [received.path for received in canary.received] == ["/models"]


def test_a_resolver_that_does_not_answer_meets_the_deadline(monkeypatch: pytest.MonkeyPatch) -> None:
    def slow(*args: object, **kwargs: object) -> Sequence[object]:
        time.sleep(1.0)
        return []

    monkeypatch.setattr(socket, "getaddrinfo", slow)
    started = time.monotonic()
    with calling("https://slow.example.org", Destinations()) as api, pytest.raises(RemoteBusy):
        api.json("GET", "/", deadline_s=0.2)
    assert time.monotonic() - started < 0.9


def test_a_name_that_nobody_knows_may_be_known_later() -> None:
    look_up: Resolve = resolved
    with pytest.raises(RemoteBusy, match="can't be resolved"):
        look_up("nobody-has-this-name.invalid", 443, 5.0)
