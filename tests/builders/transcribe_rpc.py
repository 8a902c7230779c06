"""TranscribeService over a real gRPC server."""

from collections.abc import Iterator
from contextlib import contextmanager

from rostrum.transcribe.v1 import transcribe_service_pb2_grpc as wire_grpc

from chassis.clock import SystemClock
from chassis.rpc import Admission, RpcServer, channel
from chassis.settings import RpcServerSettings
from services.transcribe.adapters.inbound.grpc.transcribe_service import transcribe_service
from tests.builders.identity import services
from tests.builders.transcribe_service import TranscribeService


@contextmanager
def calling(service: TranscribeService, caller: str) -> Iterator[wire_grpc.TranscribeServiceStub]:
    known = services(SystemClock(), ("ingest", "analyze", "report", "auth", "transcribe"))
    exposed = transcribe_service(service.application)
    server = RpcServer(RpcServerSettings(), Admission(known.verifier("transcribe")), [exposed])
    server.start()
    target, credentials = f"127.0.0.1:{server.port}", known.credentials(caller)
    try:
        with channel(target, audience="transcribe", credentials=credentials) as opened:
            yield wire_grpc.TranscribeServiceStub(opened)
    finally:
        server.stop(5.0)
