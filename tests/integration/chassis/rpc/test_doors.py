"""Health and reflection beside the servicers, and what a call leaves in traces and metrics."""

from uuid import uuid4

import grpc
import pytest
from grpc_health.v1 import health_pb2, health_pb2_grpc
from grpc_reflection.v1alpha import reflection_pb2, reflection_pb2_grpc
from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider
from prometheus_client import REGISTRY
from rostrum.auth.v1 import auth_service_pb2 as pb

from chassis.errors import NotFound
from chassis.observability import span, trace_ids
from chassis.rpc import on_behalf
from tests.builders.rpc import Peer, running_peer, status_of

SERVICE = "rostrum.auth.v1.AuthService"


@pytest.mark.parametrize("service", ["", SERVICE])
def test_health_needs_no_credential(service: str) -> None:
    with running_peer() as peer, grpc.insecure_channel(peer.target) as opened:
        answer = health_pb2_grpc.HealthStub(opened).Check(
            health_pb2.HealthCheckRequest(service=service), timeout=5
        )
    assert answer.status == health_pb2.HealthCheckResponse.SERVING


def described(peer: Peer) -> list[str]:
    request = reflection_pb2.ServerReflectionRequest(list_services="")
    with grpc.insecure_channel(peer.target) as opened:
        stub = reflection_pb2_grpc.ServerReflectionStub(opened)
        answer = next(stub.ServerReflectionInfo(iter([request]), timeout=5))
    return [service.name for service in answer.list_services_response.service]


def test_reflection_is_on_by_setting_only() -> None:
    with running_peer(reflection=True) as peer:
        assert SERVICE in described(peer)
    with running_peer() as peer, pytest.raises(grpc.RpcError) as caught:
        described(peer)
    assert status_of(caught.value) is grpc.StatusCode.UNIMPLEMENTED


def test_caller_and_callee_are_in_one_trace() -> None:
    if not isinstance(trace.get_tracer_provider(), TracerProvider):
        trace.set_tracer_provider(TracerProvider(shutdown_on_exit=False))
    with (
        running_peer(lambda _: trace_ids()["trace_id"]) as peer,
        peer.stub() as stub,
        on_behalf(tenant_id=uuid4()),
        span("request"),
    ):
        told = stub.GetSigningKeys(pb.GetSigningKeysRequest()).jwks_json
        assert told == trace_ids()["trace_id"]


def count(side: str, code: str) -> float:
    labels = {"method": f"{SERVICE}/CheckSession", "code": code}
    return REGISTRY.get_sample_value(f"rostrum_rpc_{side}_duration_seconds_count", labels) or 0.0


def test_calls_are_measured_on_both_sides_by_how_they_end() -> None:
    def behave(session_id: str) -> str:
        if session_id == "missing":
            raise NotFound("No such session.")
        return "yes"

    kinds = [("server", "OK"), ("client", "OK"), ("server", "NOT_FOUND"), ("client", "NOT_FOUND")]
    before = [count(*kind) for kind in kinds]
    with running_peer(behave) as peer, peer.stub() as stub, on_behalf(tenant_id=uuid4()):
        stub.CheckSession(pb.CheckSessionRequest(session_id="s"))
        with pytest.raises(NotFound):
            stub.CheckSession(pb.CheckSessionRequest(session_id="missing"))
    assert [count(*kind) - was for kind, was in zip(kinds, before, strict=True)] == [1, 1, 1, 1]
