"""One behaviour of asking which engines there are: over gRPC from a real server, and in the fake."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from rostrum.transcribe.v1 import transcribe_service_pb2 as transcribe
from rostrum.transcribe.v1 import transcribe_service_pb2_grpc as transcribe_grpc

from chassis.clock import SystemClock, new_id
from chassis.rpc import Admission, MethodPolicy, RpcServer, RpcService, channel, current_call, on_behalf
from chassis.settings import RpcServerSettings
from services.ingest.adapters.outbound.grpc.remote_engines import RemoteEngines
from services.ingest.application.ports.engines import Engines
from services.ingest.domain.transcription import Engine
from tests.builders.identity import services
from tests.builders.recordings import StoppedClock
from tests.fakes.ingest_work import MemoryEngines

POCKETSPHINX = Engine("pocketsphinx", models=("en-us",), languages=("en",))
OWNER = new_id()
"""Has a key."""
WHISPER = Engine("whisper", languages=("en", "de"), missing="run make models", translates=True)


class Owner(transcribe_grpc.TranscribeServiceServicer):
    def ListEngines(self, request: Any, context: Any) -> transcribe.ListEnginesResponse:  # noqa: ANN401, N802
        del request, context
        whisper = transcribe.EngineDescription(
            name="whisper", languages=["en", "de"], missing="run make models", translates=True
        )
        sphinx = transcribe.EngineDescription(
            name="pocketsphinx", models=["en-us"], languages=["en"], available=True
        )
        own = transcribe.EngineDescription(name="openai", available=True, own_key=True)
        opened = [own] if current_call().tenant_id == OWNER else []
        return transcribe.ListEnginesResponse(engines=[sphinx, whisper, *opened])


@contextmanager
def asked_over_grpc(clock: StoppedClock) -> Iterator[tuple[RemoteEngines, RpcServer]]:
    known = services(SystemClock(), ("ingest", "transcribe"))
    methods = transcribe.DESCRIPTOR.services_by_name["TranscribeService"].methods_by_name
    policies = dict.fromkeys(methods, MethodPolicy(callers=frozenset({"ingest"})))
    register = transcribe_grpc.add_TranscribeServiceServicer_to_server
    admission = Admission(known.verifier("transcribe"))
    owner = Owner()  # type: ignore[abstract]  # asked for its engines and nothing else
    server = RpcServer(RpcServerSettings(), admission, [RpcService(register, owner, policies)])
    server.start()
    try:
        address, credentials = f"127.0.0.1:{server.port}", known.credentials("ingest")
        with (
            channel(address, audience="transcribe", credentials=credentials) as opened,
            on_behalf(tenant_id=new_id()),
        ):
            yield RemoteEngines(opened, clock), server
    finally:
        server.stop(5.0)


@pytest.fixture(params=["memory", "grpc"])
def engines(request: pytest.FixtureRequest) -> Iterator[Engines]:
    if request.param == "memory":
        yield MemoryEngines()
        return
    with asked_over_grpc(StoppedClock()) as (remote, _):
        yield remote


def test_engines_come_with_what_they_can_do(engines: Engines) -> None:
    assert list(engines.known() or ()) == [POCKETSPHINX, WHISPER]


def test_an_answer_serves_for_a_while_and_then_nobody_knows() -> None:
    clock = StoppedClock()
    with asked_over_grpc(clock) as (remote, server):
        assert remote.known()
        server.stop(5.0)
        assert remote.known()
        clock.move(60)
        assert remote.known() is None


def test_what_a_key_opens_is_known_of_its_owner_alone() -> None:
    with asked_over_grpc(StoppedClock()) as (remote, _):
        with on_behalf(tenant_id=OWNER):
            owners = remote.known()
        with on_behalf(tenant_id=new_id()):
            others = remote.known()
    assert list(owners or ()) == [POCKETSPHINX, WHISPER, Engine("openai", own_key=True)]
    assert list(others or ()) == [POCKETSPHINX, WHISPER]
