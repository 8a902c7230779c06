"""Keys that users bring, borrowed from auth over gRPC."""

import grpc
from rostrum.auth.v1 import vault_service_pb2 as wire
from rostrum.auth.v1.vault_service_pb2_grpc import VaultServiceStub

from chassis.lent_keys import RemoteVault


def auth_vault(channel: grpc.Channel) -> RemoteVault:
    return RemoteVault(VaultServiceStub(channel), wire)
