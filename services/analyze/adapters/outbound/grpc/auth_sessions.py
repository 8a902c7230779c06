"""What auth knows of tokens and sessions, asked over gRPC."""

from uuid import UUID

import grpc
from rostrum.auth.v1 import auth_service_pb2 as wire
from rostrum.auth.v1 import auth_service_pb2_grpc as wire_grpc

READS = ("rostrum.auth.v1.AuthService",)


class AuthSessions:
    def __init__(self, channel: grpc.Channel) -> None:
        self._auth = wire_grpc.AuthServiceStub(channel)

    def signing_keys(self) -> str:
        """The JSON Web Key Set that access tokens are signed with."""
        return str(self._auth.GetSigningKeys(wire.GetSigningKeysRequest()).jwks_json)

    def is_active(self, session_id: UUID) -> bool:
        return bool(self._auth.CheckSession(wire.CheckSessionRequest(session_id=str(session_id))).active)
