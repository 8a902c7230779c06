"""Overload is refused at once; a passing outage is bridged where repeating does no harm."""

import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from itertools import islice
from uuid import uuid4

import grpc
import pytest
from rostrum.auth.v1 import auth_service_pb2 as pb

from chassis.errors import RostrumError, Unavailable
from chassis.rpc import on_behalf
from chassis.rpc.server import MAX_CONCURRENT_RPCS
from tests.builders.rpc import Peer, running_peer

TENANT = uuid4()


class Turnstile:
    """Holds callers inside until it is opened, and counts them."""

    def __init__(self) -> None:
        self._inside = 0
        self._changed = threading.Condition()
        self._open = threading.Event()

    def __call__(self, _: str) -> str:
        with self._changed:
            self._inside += 1
            self._changed.notify_all()
        self._open.wait(20)
        return "yes"

    def wait_for(self, callers: int) -> None:
        with self._changed:
            assert self._changed.wait_for(lambda: self._inside >= callers, timeout=10)

    def open(self) -> None:
        self._open.set()


def check(peer: Peer, timeout: float = 10.0) -> str:
    with peer.stub() as stub, on_behalf(tenant_id=TENANT):
        try:
            stub.CheckSession(pb.CheckSessionRequest(session_id="s"), timeout=timeout)
        except RostrumError as error:
            return type(error).__name__
    return "answered"


def test_beyond_its_limit_a_server_refuses_at_once_and_serves_the_rest() -> None:
    turnstile = Turnstile()
    with running_peer(turnstile) as peer, ThreadPoolExecutor(2 * MAX_CONCURRENT_RPCS) as clients:
        calls = [clients.submit(check, peer) for _ in range(MAX_CONCURRENT_RPCS + 8)]
        turnstile.wait_for(8)
        refused = list(islice(as_completed(calls, timeout=5), 8))  # while all others are inside or queued
        turnstile.open()
        outcomes = Counter(call.result() for call in calls)
    assert {call.result() for call in refused} == {"Unavailable"}
    assert outcomes == {"answered": MAX_CONCURRENT_RPCS, "Unavailable": 8}


@contextmanager
def flaky(failures: int) -> Iterator[tuple[Peer, list[str]]]:
    """A peer that is unavailable for the first calls."""
    seen: list[str] = []

    def behave(session_id: str) -> str:
        seen.append(session_id)
        if len(seen) <= failures:
            raise Unavailable("not yet")
        return "yes"

    with running_peer(behave) as peer:
        yield peer, seen


@pytest.mark.parametrize("failures", [1, 2])
def test_a_read_is_tried_up_to_three_times(failures: int) -> None:
    with flaky(failures) as (peer, seen), peer.stub() as stub, on_behalf(tenant_id=TENANT):
        assert stub.GetSigningKeys(pb.GetSigningKeysRequest(), timeout=10).jwks_json == "yes"
    assert len(seen) == failures + 1


def test_after_three_tries_the_last_error_is_raised() -> None:
    with (
        flaky(9) as (peer, seen),
        peer.stub() as stub,
        on_behalf(tenant_id=TENANT),
        pytest.raises(Unavailable, match="not yet"),
    ):
        stub.GetSigningKeys(pb.GetSigningKeysRequest(), timeout=10)
    assert len(seen) == 3


def test_what_may_change_something_is_tried_once() -> None:
    with flaky(1) as (peer, seen):
        assert check(peer) == "Unavailable"
    assert len(seen) == 1


def test_a_channel_finds_a_restarted_peer_again() -> None:
    with running_peer() as first:
        port = first.server.port
    with first.stub() as stub, on_behalf(tenant_id=TENANT):
        with pytest.raises(Unavailable):
            stub.CheckSession(pb.CheckSessionRequest(), timeout=5)
        with running_peer(port=port), pytest.raises(RostrumError) as caught:
            stub.CheckSession(pb.CheckSessionRequest(session_id="s"), timeout=5, wait_for_ready=True)
    assert caught.value.code == "peer_failed"  # reached: the new server does not know the old one's keys


def test_two_servers_can_not_share_a_port() -> None:
    with running_peer() as peer, pytest.raises(RuntimeError), running_peer(port=peer.server.port):
        pass


def test_a_stopping_server_lets_running_calls_end_and_takes_no_new_ones() -> None:
    turnstile = Turnstile()
    with running_peer(turnstile) as peer, ThreadPoolExecutor(2) as clients:
        running = clients.submit(check, peer)
        turnstile.wait_for(1)
        stopping = clients.submit(peer.server.stop, 10.0)
        assert _refused_soon(peer)
        turnstile.open()
        stopping.result()
        assert running.result() == "answered"
        assert not peer.server.alive()


def _refused_soon(peer: Peer) -> bool:
    with grpc.insecure_channel(peer.target) as opened:
        method = opened.unary_unary("/grpc.health.v1.Health/Check", None, None)
        for _ in range(200):
            try:
                method(b"", timeout=1)
            except grpc.RpcError:
                return True
    return False


def test_at_the_deadline_of_the_drain_running_calls_are_cancelled() -> None:
    turnstile = Turnstile()
    with running_peer(turnstile) as peer, ThreadPoolExecutor(1) as clients:
        running = clients.submit(check, peer)
        turnstile.wait_for(1)
        begun = time.monotonic()
        peer.server.stop(0.6)
        assert time.monotonic() - begun < 3
        assert running.result() == "Unavailable"
        turnstile.open()
