"""Every call ends, in time for the caller to tell its own caller."""

import threading
import time
from uuid import uuid4

import grpc
import pytest
from rostrum.auth.v1 import auth_service_pb2 as pb

from chassis.deadlines import remaining_s, within
from chassis.errors import Unavailable
from chassis.rpc import on_behalf
from tests.builders.rpc import Peer, running_peer, status_of

TENANT = uuid4()
SLACK_S = 0.6
"""The machine may be busy with other work."""


def tell_remaining(_: str) -> str:
    return str(remaining_s())


def remaining_at(peer: Peer) -> float:
    with peer.stub() as stub, on_behalf(tenant_id=TENANT):
        return float(stub.GetSigningKeys(pb.GetSigningKeysRequest()).jwks_json)


@pytest.mark.hostile(49)
def test_a_call_without_deadline_is_refused() -> None:
    with running_peer() as peer, peer.bare_stub() as stub, pytest.raises(grpc.RpcError) as caught:
        stub.GetSigningKeys(pb.GetSigningKeysRequest())
    assert status_of(caught.value) is grpc.StatusCode.INVALID_ARGUMENT


def test_a_read_has_two_seconds_by_default() -> None:
    with running_peer(tell_remaining) as peer:
        assert 2 - SLACK_S < remaining_at(peer) < 2.1


def test_any_other_call_has_five_seconds_by_default() -> None:
    told: list[float] = []

    def remember(_: str) -> str:
        told.append(remaining_s() or 0.0)
        return "yes"

    with running_peer(remember) as peer, peer.stub() as stub, on_behalf(tenant_id=TENANT):
        stub.CheckSession(pb.CheckSessionRequest(session_id="s"))
    assert 5 - SLACK_S < told[0] < 5.1


def test_a_call_inside_ends_before_the_one_around_it() -> None:
    with running_peer(tell_remaining) as peer, within(1.0):
        assert remaining_at(peer) < 0.95


def test_a_chain_of_calls_shares_one_deadline() -> None:
    """edge -> first -> second: the second sees less than the first was given."""
    with running_peer(tell_remaining) as second:

        def ask_second(_: str) -> str:
            with second.stub() as stub:
                return stub.GetSigningKeys(pb.GetSigningKeysRequest()).jwks_json

        with running_peer(ask_second) as first, within(1.5):
            assert remaining_at(first) < 1.5 - 0.1 - 0.05


def test_no_call_is_made_when_no_time_is_left() -> None:
    asked = threading.Event()

    def remember(_: str) -> str:
        asked.set()
        return "yes"

    with running_peer(remember) as peer, within(0.05), pytest.raises(Unavailable) as caught:
        remaining_at(peer)
    assert caught.value.code == "deadline_exceeded"
    assert not asked.is_set()


def test_a_peer_that_hangs_is_given_up_in_time() -> None:
    release = threading.Event()

    def hang(_: str) -> str:
        release.wait(10)
        return "late"

    with running_peer(hang) as peer, peer.stub() as stub, on_behalf(tenant_id=TENANT):
        begun = time.monotonic()
        with pytest.raises(Unavailable) as caught:
            stub.GetSigningKeys(pb.GetSigningKeysRequest(), timeout=0.3)
        elapsed = time.monotonic() - begun
        release.set()
    assert caught.value.code == "deadline_exceeded"
    assert 0.25 < elapsed < 0.3 + SLACK_S


def test_a_peer_that_is_not_there_is_told_at_once() -> None:
    with running_peer() as peer:
        pass
    with peer.stub() as stub, on_behalf(tenant_id=TENANT):
        begun = time.monotonic()
        with pytest.raises(Unavailable):
            stub.CheckSession(pb.CheckSessionRequest(session_id="s"))
    assert time.monotonic() - begun < 1.5
