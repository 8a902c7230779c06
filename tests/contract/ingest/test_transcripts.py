"""One behaviour of asking for words and languages: over gRPC from a real server, and in the fakes."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import grpc
import pytest
from rostrum.transcribe.v1 import transcribe_service_pb2 as transcribe
from rostrum.transcribe.v1 import transcribe_service_pb2_grpc as transcribe_grpc

from chassis.clock import SystemClock, new_id
from chassis.errors import Conflict, NotFound, Unavailable
from chassis.rpc import Admission, MethodPolicy, RpcServer, RpcService, channel, current_call, on_behalf
from chassis.settings import RpcServerSettings
from services.ingest.adapters.outbound.grpc.remote_languages import RemoteLanguages
from services.ingest.adapters.outbound.grpc.remote_transcripts import RemoteTranscripts
from services.ingest.application.ports.languages import LanguageDetector, SpokenLanguage
from services.ingest.application.ports.results import Document
from services.ingest.application.ports.transcripts import Piece, Transcripts
from tests.builders.identity import services
from tests.fakes.transcripts import MemoryLanguages, MemoryTranscripts

TENANT, RECORDING = new_id(), new_id()


class Owner(transcribe_grpc.TranscribeServiceServicer):
    """Has the words of one recording of one tenant, who is asked for without a user."""

    def GetTranscript(self, request: Any, context: Any) -> transcribe.GetTranscriptResponse:  # noqa: ANN401, N802
        _check(request)
        found = transcribe.Transcript(recording_id=str(RECORDING), clean="Hello.", duration_s=0.0)
        return transcribe.GetTranscriptResponse(transcript=found)

    def ExportTranscript(self, request: Any, context: Any) -> transcribe.ExportTranscriptResponse:  # noqa: ANN401, N802
        _check(request)
        assert request.text == "clean"
        content = f"{request.format}: Hello.".encode()
        name = f"transcript.{request.format}"
        return transcribe.ExportTranscriptResponse(content=content, media_type="text/plain", file_name=name)

    def ListRecognizedPieces(  # noqa: N802
        self,
        request: Any,  # noqa: ANN401
        context: Any,  # noqa: ANN401
    ) -> transcribe.ListRecognizedPiecesResponse:
        _check(request)
        pieces = [transcribe.RecognizedPiece(number=n, text=text) for n, text in ((1, "hello"), (2, "there"))]
        return transcribe.ListRecognizedPiecesResponse(pieces=pieces[request.after :])

    def DetectLanguage(self, request: Any, context: Any) -> transcribe.DetectLanguageResponse:  # noqa: ANN401, N802
        if request.audio_key != "a/prepared.flac":
            raise Conflict("none at hand", code="no_engine_for_task")
        return transcribe.DetectLanguageResponse(language="en", confidence=0.9)


def _check(request: Any) -> None:  # noqa: ANN401
    call = current_call()
    assert call.principal is None
    if (call.tenant_id, request.recording_id) != (TENANT, str(RECORDING)):
        raise NotFound("none")


@contextmanager
def asked_over_grpc() -> Iterator[grpc.Channel]:
    known = services(SystemClock(), ("ingest", "transcribe"))
    methods = transcribe.DESCRIPTOR.services_by_name["TranscribeService"].methods_by_name
    policies = dict.fromkeys(methods, MethodPolicy(callers=frozenset({"ingest"})))
    register = transcribe_grpc.add_TranscribeServiceServicer_to_server
    owner = Owner()  # type: ignore[abstract]  # asked for words and languages and nothing else
    exposed = RpcService(register, owner, policies)
    server = RpcServer(RpcServerSettings(), Admission(known.verifier("transcribe")), [exposed])
    server.start()
    try:
        address, credentials = f"127.0.0.1:{server.port}", known.credentials("ingest")
        # The user's token is not passed on: it may have ended while the caller waited.
        with (
            channel(address, audience="transcribe", credentials=credentials) as opened,
            on_behalf(tenant_id=TENANT, user_token="an-ended-token"),
        ):
            yield opened
    finally:
        server.stop(5.0)


@pytest.fixture(params=["memory", "grpc"])
def transcripts(request: pytest.FixtureRequest) -> Iterator[Transcripts]:
    if request.param == "memory":
        memory = MemoryTranscripts()
        memory.transcripts[TENANT, RECORDING] = {"clean": "Hello.", "duration_s": 0.0}
        memory.recognised[TENANT, RECORDING] = [Piece(1, "hello"), Piece(2, "there")]
        yield memory
        return
    with asked_over_grpc() as opened:
        yield RemoteTranscripts(opened)


@pytest.fixture(params=["memory", "grpc"])
def languages(request: pytest.FixtureRequest) -> Iterator[LanguageDetector]:
    if request.param == "memory":
        yield MemoryLanguages()
        return
    with asked_over_grpc() as opened, on_behalf(tenant_id=TENANT):
        yield RemoteLanguages(opened)


def test_a_transcript_comes_as_json_with_the_names_of_the_contract(transcripts: Transcripts) -> None:
    found = transcripts.transcript(TENANT, RECORDING)
    assert (found["clean"], found["duration_s"]) == ("Hello.", 0.0)


@pytest.mark.parametrize("kind", ["srt", "vtt", "txt", "tsv"])
def test_a_document_holds_the_clean_text(transcripts: Transcripts, kind: str) -> None:
    document = Document("text/plain", f"transcript.{kind}", f"{kind}: Hello.".encode())
    assert transcripts.document(TENANT, RECORDING, kind) == document


def test_pieces_are_those_behind_the_last_one(transcripts: Transcripts) -> None:
    assert list(transcripts.pieces(TENANT, RECORDING, 0)) == [Piece(1, "hello"), Piece(2, "there")]
    assert list(transcripts.pieces(TENANT, RECORDING, 1)) == [Piece(2, "there")]
    assert list(transcripts.pieces(TENANT, RECORDING, 2)) == []


def test_another_tenant_has_none(transcripts: Transcripts) -> None:
    with pytest.raises(NotFound):
        transcripts.transcript(new_id(), RECORDING)
    with pytest.raises(NotFound):
        transcripts.document(new_id(), RECORDING, "srt")


def test_a_language_comes_with_its_confidence(languages: LanguageDetector) -> None:
    heard = languages.detect("a/prepared.flac")
    assert heard == SpokenLanguage("en", pytest.approx(0.9))


def test_what_no_engine_can_tell_is_said() -> None:
    with asked_over_grpc() as opened, on_behalf(tenant_id=TENANT), pytest.raises(Conflict):
        RemoteLanguages(opened).detect("b/prepared.flac")


def test_an_owner_that_is_down_is_unavailable() -> None:
    known = services(SystemClock(), ("ingest", "transcribe"))
    nowhere = channel("127.0.0.1:9", audience="transcribe", credentials=known.credentials("ingest"))
    with pytest.raises(Unavailable):
        RemoteTranscripts(nowhere).pieces(TENANT, RECORDING, 0)
