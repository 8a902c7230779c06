"""What auth is asked: the keys that sign access tokens, and whether a session may still be used."""

from uuid import UUID

import grpc
from rostrum.auth.v1 import auth_service_pb2 as pb
from rostrum.auth.v1 import auth_service_pb2_grpc as pb_grpc

READS = ("rostrum.auth.v1.AuthService",)


class AuthSessions:
    """The authority on sessions."""

    def __init__(self, channel: grpc.Channel) -> None:
        self._stub = pb_grpc.AuthServiceStub(channel)

    def signing_keys(self) -> str:
        """The JSON Web Key Set."""
        return self._stub.GetSigningKeys(pb.GetSigningKeysRequest()).jwks_json

    def is_active(self, session_id: UUID) -> bool:
        """Asked only while the feed of revocations is silent."""
        return self._stub.CheckSession(pb.CheckSessionRequest(session_id=str(session_id))).active
