"""ListEngines and DetectLanguage over a real gRPC server."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from rostrum.transcribe.v1 import transcribe_service_pb2 as wire
from rostrum.transcribe.v1 import transcribe_service_pb2_grpc as wire_grpc

from chassis.clock import SystemClock, new_id
from chassis.errors import Conflict, NotFound
from chassis.rpc import Admission, RpcServer, channel, on_behalf
from chassis.settings import RpcServerSettings
from services.transcribe.adapters.inbound.grpc.transcribe_service import transcribe_service
from services.transcribe.application.ports.recognizer import Hearing
from tests.builders.identity import Issuer, services, user_verifier
from tests.builders.transcribe_service import TranscribeService


@contextmanager
def calling(service: TranscribeService) -> Iterator[wire_grpc.TranscribeServiceStub]:
    """As ingest, for a user of the tenant."""
    known, issuer = services(SystemClock(), ("ingest", "transcribe")), Issuer(SystemClock())
    admission = Admission(known.verifier("transcribe"), user_verifier(issuer))
    server = RpcServer(RpcServerSettings(), admission, [transcribe_service(service.application)])
    server.start()
    token = issuer.token({"tid": str(service.tenant_id)})
    target, credentials = f"127.0.0.1:{server.port}", known.credentials("ingest")
    try:
        with (
            channel(target, audience="transcribe", credentials=credentials) as opened,
            on_behalf(tenant_id=service.tenant_id, user_token=token),
        ):
            yield wire_grpc.TranscribeServiceStub(opened)
    finally:
        server.stop(5.0)


def test_engines_cross_the_wire_with_what_they_can_do(service: TranscribeService) -> None:
    able = replace(service.recognizer.capabilities, longest_s=780.0, largest_bytes=25_000_000)
    service.recognizer.capabilities = able
    with calling(service) as stub:
        (engine,) = stub.ListEngines(wire.ListEnginesRequest()).engines
    assert (engine.name, list(engine.models), engine.available, engine.missing) == (
        "fake",
        ["script"],
        True,
        "",
    )
    assert (engine.word_times, engine.translates, engine.detects_language) == (True, False, False)
    assert (list(engine.languages), engine.preferred) == (["en"], True)
    assert (engine.longest_s, engine.largest_bytes) == (780.0, 25_000_000)


def test_the_language_of_a_recording_is_told(service: TranscribeService) -> None:
    recognizer = service.recognizer
    recognizer.capabilities = replace(recognizer.capabilities, detects_language=True)
    recognizer.script = lambda task: Hearing((), language="de", language_confidence=0.75)
    with calling(service) as stub:
        answer = stub.DetectLanguage(wire.DetectLanguageRequest(audio_key=service.audio_key), timeout=30)
    assert (answer.language, answer.confidence) == ("de", 0.75)


def test_where_nobody_can_tell_the_caller_learns_what_to_install(service: TranscribeService) -> None:
    with calling(service) as stub, pytest.raises(Conflict, match="make models") as told:
        stub.DetectLanguage(wire.DetectLanguageRequest(audio_key=service.audio_key), timeout=30)
    assert told.value.code == "no_language_detector"


def test_other_tenants_audio_is_not_listened_to(service: TranscribeService) -> None:
    key = service.audio_key.replace(str(service.tenant_id), str(new_id()))
    with calling(service) as stub, pytest.raises(NotFound):
        stub.DetectLanguage(wire.DetectLanguageRequest(audio_key=key), timeout=30)


def test_what_was_spent_today_is_told(service: TranscribeService) -> None:
    with calling(service) as stub:
        today = stub.GetSpending(wire.GetSpendingRequest())
    assert (today.spent_usd, today.cap_usd) == (0.0, 0.0)
    assert 0 < today.resets_in_s <= 86_400
