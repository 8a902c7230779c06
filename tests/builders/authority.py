"""An auth that publishes its signing keys and no more: without one no process that is asked gets ready."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rostrum.auth.v1 import auth_service_pb2_grpc as pb_grpc

from chassis.clock import SystemClock
from chassis.identity import ServiceCredentialVerifier, load_service_keys
from chassis.rpc import MethodPolicy, RpcService
from tests.builders.identity import Issuer
from tests.builders.report_peers import serving
from tests.builders.rpc import Scripted, every_method


@contextmanager
def authority(keys: Path, caller: str) -> Iterator[str]:
    """host:port, for one service, whose public key is among `keys`."""
    policies = every_method(pb_grpc.AuthServiceServicer, MethodPolicy(frozenset({caller}), tenant=False))
    publishing = Scripted(lambda _: Issuer(SystemClock()).jwks())
    service = RpcService(pb_grpc.add_AuthServiceServicer_to_server, publishing, policies)
    verifier = ServiceCredentialVerifier("auth", load_service_keys(keys), SystemClock())
    with serving(service, verifier) as address:
        yield address
