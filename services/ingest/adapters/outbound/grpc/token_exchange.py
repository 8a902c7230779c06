"""auth, asked by gRPC for an access token in exchange for another bearer."""

import grpc
from rostrum.auth.v1.auth_service_pb2 import ExchangeTokenRequest
from rostrum.auth.v1.auth_service_pb2_grpc import AuthServiceStub

from chassis.identity import ExchangedToken


class RemoteTokenExchange:
    def __init__(self, channel: grpc.Channel) -> None:
        self._auth = AuthServiceStub(channel)

    def __call__(self, token: str, peer: str) -> ExchangedToken:
        """Raises Unauthenticated for what auth does not know."""
        answer = self._auth.ExchangeToken(ExchangeTokenRequest(token=token, peer=peer))
        return ExchangedToken(answer.access_token, answer.expires_in_s)
