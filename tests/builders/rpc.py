"""A real gRPC server on loopback with a servicer whose behaviour each test chooses."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import grpc
from rostrum.auth.v1 import auth_service_pb2 as pb
from rostrum.auth.v1 import auth_service_pb2_grpc as pb_grpc

from chassis.clock import SystemClock
from chassis.rpc import Admission, MethodPolicy, RpcServer, RpcService, channel
from chassis.settings import RpcServerSettings
from tests.builders.identity import Issuer, Services, services, user_verifier

READS = ("rostrum.auth.v1.AuthService/GetSigningKeys",)
OPEN_TO_INGEST = MethodPolicy(callers=frozenset({"ingest"}))


def every_method(servicer: type, policy: MethodPolicy) -> dict[str, MethodPolicy]:
    """The same policy for all methods of a generated servicer; they are its upper-case names."""
    return {name: policy for name in vars(servicer) if name[0].isupper()}


POLICIES: Mapping[str, MethodPolicy] = every_method(pb_grpc.AuthServiceServicer, OPEN_TO_INGEST)


class Scripted(pb_grpc.AuthServiceServicer):
    """Answers with what `behaviour` returns for the session id that is asked for, or raises as it does."""

    def __init__(self, behaviour: Callable[[str], str]) -> None:
        self._behaviour = behaviour

    def GetSigningKeys(
        self, request: pb.GetSigningKeysRequest, context: grpc.ServicerContext
    ) -> pb.GetSigningKeysResponse:
        return pb.GetSigningKeysResponse(jwks_json=self._behaviour(""))

    def CheckSession(
        self, request: pb.CheckSessionRequest, context: grpc.ServicerContext
    ) -> pb.CheckSessionResponse:
        return pb.CheckSessionResponse(active=bool(self._behaviour(request.session_id)))


@dataclass(frozen=True)
class Peer:
    """A running server named auth, and those who may call it."""

    server: RpcServer
    services: Services
    issuer: Issuer

    @property
    def target(self) -> str:
        return f"127.0.0.1:{self.server.port}"

    @contextmanager
    def stub(self, caller: str = "ingest", audience: str = "auth") -> Iterator[pb_grpc.AuthServiceStub]:
        credentials = self.services.credentials(caller)
        with channel(self.target, audience=audience, credentials=credentials, reads=READS) as opened:
            yield pb_grpc.AuthServiceStub(opened)

    @contextmanager
    def bare_stub(self) -> Iterator[pb_grpc.AuthServiceStub]:
        """Without our interceptor: what a stranger on the network can send."""
        with grpc.insecure_channel(self.target) as opened:
            yield pb_grpc.AuthServiceStub(opened)


def status_of(error: Any) -> grpc.StatusCode:  # noqa: ANN401  gRPC's errors are calls, which no type says
    """How a bare call ended."""
    assert isinstance(error, grpc.Call)
    return error.code()


@contextmanager
def running_peer(
    behaviour: Callable[[str], str] = str,
    policies: Mapping[str, MethodPolicy] = POLICIES,
    *,
    port: int = 0,
    reflection: bool = False,
) -> Iterator[Peer]:
    clock = SystemClock()
    known, issuer = services(clock), Issuer(clock)
    server = RpcServer(
        RpcServerSettings(rpc_port=port, rpc_reflection=reflection),
        Admission(known.verifier("auth"), user_verifier(issuer)),
        [RpcService(pb_grpc.add_AuthServiceServicer_to_server, Scripted(behaviour), policies)],
    )
    server.start()
    try:
        yield Peer(server, known, issuer)
    finally:
        server.stop(5.0)
