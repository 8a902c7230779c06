"""What a servicer raises, over a real connection; and what its bugs look like from outside."""

import json
from collections.abc import Iterator
from uuid import uuid4

import grpc
import pytest
from rostrum.auth.v1 import auth_service_pb2 as pb

from chassis.errors import Fault, InvalidInput, NotFound
from chassis.rpc import PeerFailed, on_behalf
from tests.builders.rpc import Peer, running_peer, status_of

TENANT = uuid4()


def behave(session_id: str) -> str:
    match session_id:
        case "missing":
            raise NotFound("No such session.")
        case "faulty":
            raise InvalidInput("No.", code="odd", faults=[Fault("/a/0", "must be even")], retry_after_s=3)
        case "verbose":
            faults = [Fault(f"/items/{number}/" + "漢" * 500, "🎤" * 500) for number in range(500)]
            raise InvalidInput("🎤" * 5_000, code="odd", faults=faults)
        case "bug":
            raise RuntimeError("canary of postgresql://app:hunter2@db")
        case "bug of a peer":
            raise PeerFailed("canary")
    return session_id


@pytest.fixture(scope="module")
def peer() -> Iterator[Peer]:
    with running_peer(behave) as running:
        yield running


def check(peer: Peer, session_id: str) -> bool:
    with peer.stub() as stub, on_behalf(tenant_id=TENANT):
        return stub.CheckSession(pb.CheckSessionRequest(session_id=session_id)).active


def test_an_answer_comes_back(peer: Peer) -> None:
    assert check(peer, "fine") is True
    assert check(peer, "") is False


def test_an_error_is_raised_as_it_was(peer: Peer) -> None:
    with pytest.raises(NotFound, match="No such session"):
        check(peer, "missing")


def test_faults_and_the_time_to_come_back_cross_too(peer: Peer) -> None:
    with pytest.raises(InvalidInput) as caught:
        check(peer, "faulty")
    assert caught.value.faults == (Fault("/a/0", "must be even"),)
    assert (caught.value.code, caught.value.retry_after_s) == ("odd", 3.0)


def test_an_error_with_very_much_to_say_is_cut_and_not_lost(peer: Peer) -> None:
    with pytest.raises(InvalidInput) as caught:
        check(peer, "verbose")
    assert caught.value.code == "odd"
    assert len(caught.value.faults) == 16


@pytest.mark.parametrize("session_id", ["bug", "bug of a peer"])
def test_a_bug_is_a_failure_of_the_peer_without_its_text(peer: Peer, session_id: str) -> None:
    with pytest.raises(PeerFailed) as caught:
        check(peer, session_id)
    assert "canary" not in json.dumps(caught.value.to_problem())


def raw_call(peer: Peer, content: bytes) -> grpc.StatusCode:
    metadata = (
        ("rostrum-service", peer.services.credentials("ingest").issue("auth")),
        ("rostrum-tenant", str(TENANT)),
    )
    with grpc.insecure_channel(peer.target) as opened:
        method = opened.unary_unary("/rostrum.auth.v1.AuthService/CheckSession", None, None)
        with pytest.raises(grpc.RpcError) as caught:
            method(content, timeout=5, metadata=metadata)
    return status_of(caught.value)


@pytest.mark.hostile(49)
@pytest.mark.parametrize("content", [b"\xff" * 20, b"\x0a\x02\xc3\x28"], ids=["not protobuf", "not UTF-8"])
def test_bytes_that_are_no_message_are_invalid(peer: Peer, content: bytes) -> None:
    assert raw_call(peer, content) is grpc.StatusCode.INVALID_ARGUMENT


@pytest.mark.hostile(49)
def test_a_message_of_5_mb_is_refused(peer: Peer) -> None:
    assert raw_call(peer, b"\x0a" + b"x" * 17_000_000) is grpc.StatusCode.RESOURCE_EXHAUSTED


def test_a_method_that_does_not_exist_is_unimplemented(peer: Peer) -> None:
    with grpc.insecure_channel(peer.target) as opened, pytest.raises(grpc.RpcError) as caught:
        opened.unary_unary("/rostrum.auth.v1.AuthService/Nothing", None, None)(b"", timeout=5)
    assert status_of(caught.value) is grpc.StatusCode.UNIMPLEMENTED
