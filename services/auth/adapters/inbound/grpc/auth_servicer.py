"""AuthService: parse, call one use case, present."""

from datetime import datetime

import grpc
from google.protobuf.timestamp_pb2 import Timestamp
from rostrum.auth.v1 import auth_service_pb2 as pb
from rostrum.auth.v1 import auth_service_pb2_grpc as pb_grpc

from chassis.rpc import MethodPolicy, RpcService, id_in
from services.auth.application import Application

_SERVICES = frozenset({"ingest", "transcribe", "analyze", "report"})
_ANY_SERVICE = MethodPolicy(_SERVICES, tenant=False)
"""Keys are public, and a service asks about a session before it knows whose it is."""


class AuthServicer(pb_grpc.AuthServiceServicer):
    """What other services ask."""

    def __init__(self, application: Application) -> None:
        self._application = application

    def GetSigningKeys(
        self, request: pb.GetSigningKeysRequest, context: grpc.ServicerContext
    ) -> pb.GetSigningKeysResponse:
        del request, context  # the chassis has admitted the call and turns errors into statuses
        return pb.GetSigningKeysResponse(jwks_json=self._application.publish_signing_keys())

    def CheckSession(
        self, request: pb.CheckSessionRequest, context: grpc.ServicerContext
    ) -> pb.CheckSessionResponse:
        del context
        state = self._application.check_session(id_in(request, "session_id"))
        ended_at = _timestamp(state.ended_at) if state.ended_at else None
        return pb.CheckSessionResponse(active=state.active, revoked_at=ended_at)


def auth_service(application: Application) -> RpcService:
    """The service with who may call what."""
    return RpcService(
        register=pb_grpc.add_AuthServiceServicer_to_server,
        servicer=AuthServicer(application),
        policies={"GetSigningKeys": _ANY_SERVICE, "CheckSession": _ANY_SERVICE},
    )


def _timestamp(moment: datetime) -> Timestamp:
    stamp = Timestamp()
    stamp.FromDatetime(moment)
    return stamp
