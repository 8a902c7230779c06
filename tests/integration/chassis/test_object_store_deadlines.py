"""An S3 server that hangs, or drips, is given up in the time for all of an exchange."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from chassis import errors
from chassis.deadlines import within
from chassis.object_store.s3 import S3Store, s3_client
from tests.builders.remote_servers import DRIP, HANG, Received, RemoteServer, Reply, serving

PATIENCE_S = 0.5
SOON_S = 2.0
SIZE = 10_000

ASKS: dict[str, Callable[[S3Store], object]] = {
    "put": lambda store: store.put("tenant/a", [b"x" * SIZE], content_type="audio/wav"),
    "open": lambda store: store.open("tenant/a"),
    "stat": lambda store: store.stat("tenant/a"),
    "list": lambda store: list(store.list("tenant/")),
    "delete": lambda store: store.delete("tenant/a"),
    "ping": lambda store: store.ping(),
}


def slow_object(received: Received) -> Reply:
    """Tells its size at once, and then hardly anything."""
    if received.method == "HEAD":
        return Reply(body=b"x" * SIZE)
    return Reply(body=b"x" * SIZE, drip_s=0.1)


@pytest.fixture
def server() -> Iterator[RemoteServer]:
    with serving(slow_object) as server:
        yield server


@pytest.fixture
def store(server: RemoteServer) -> S3Store:
    return S3Store(s3_client(server.url, access_key="anybody", secret_key="whatever"), "objects")


@contextmanager
def given_up_soon() -> Iterator[None]:
    began = time.monotonic()
    with within(PATIENCE_S), pytest.raises(errors.Unavailable):
        yield
    assert time.monotonic() - began < SOON_S


@pytest.mark.parametrize("trouble", [HANG, DRIP])
@pytest.mark.parametrize("ask", ASKS)
def test_every_exchange_ends_by_its_deadline(
    server: RemoteServer, store: S3Store, ask: str, trouble: Reply
) -> None:
    server.broken = trouble
    with given_up_soon():
        ASKS[ask](store)


def test_an_object_that_drips_is_refused_before_any_of_it_is_handed_out(store: S3Store) -> None:
    with given_up_soon():
        store.open("tenant/a")
