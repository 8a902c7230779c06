"""auth, asked by gRPC: for the keys of access tokens, and for a session while its feed is silent."""

from uuid import UUID

import grpc
from rostrum.auth.v1.auth_service_pb2 import CheckSessionRequest, GetSigningKeysRequest
from rostrum.auth.v1.auth_service_pb2_grpc import AuthServiceStub

READS = ("rostrum.auth.v1.AuthService",)


class AuthSessions:
    def __init__(self, channel: grpc.Channel) -> None:
        self._auth = AuthServiceStub(channel)

    def signing_keys(self) -> str:
        """The JSON Web Key Set."""
        return self._auth.GetSigningKeys(GetSigningKeysRequest()).jwks_json

    def is_active(self, session_id: UUID) -> bool:
        return self._auth.CheckSession(CheckSessionRequest(session_id=str(session_id))).active
