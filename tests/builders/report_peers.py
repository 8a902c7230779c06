"""The services that report asks, each with one recording of one tenant, on real gRPC servers."""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

import grpc
from rostrum.analyze.v1 import analyze_service_pb2 as analyze
from rostrum.analyze.v1 import analyze_service_pb2_grpc as analyze_grpc
from rostrum.ingest.v1 import ingest_service_pb2 as ingest
from rostrum.ingest.v1 import ingest_service_pb2_grpc as ingest_grpc
from rostrum.transcribe.v1 import transcribe_service_pb2 as transcribe
from rostrum.transcribe.v1 import transcribe_service_pb2_grpc as transcribe_grpc

from chassis.errors import NotFound
from chassis.identity import ServiceCredentialVerifier
from chassis.rpc import Admission, MethodPolicy, RpcServer, RpcService, current_call
from chassis.settings import RpcServerSettings
from tests.builders.report_sources import ANALYSIS_ID, RECORDING_ID, TRANSCRIPT_ID
from tests.builders.rpc import every_method

FOR_REPORT = MethodPolicy(frozenset({"report"}))


@dataclass(frozen=True)
class Owner:
    """Whose the one recording is."""

    tenant_id: UUID

    def check(self, recording_id: str) -> None:
        if current_call().tenant_id != self.tenant_id or recording_id != RECORDING_ID:
            raise NotFound("There is no such recording.")


class Ingest(Owner, ingest_grpc.IngestServiceServicer):
    def GetRecording(  # noqa: N802 - gRPC's name
        self, request: ingest.GetRecordingRequest, context: grpc.ServicerContext
    ) -> ingest.GetRecordingResponse:
        self.check(request.recording_id)
        recording = ingest.Recording(recording_id=RECORDING_ID, title="Talk", duration_s=24.0)
        recording.created_at.FromDatetime(datetime(2026, 11, 21, 8, 0, tzinfo=UTC))
        return ingest.GetRecordingResponse(recording=recording)


class Transcribe(Owner, transcribe_grpc.TranscribeServiceServicer):
    def GetTranscript(  # noqa: N802 - gRPC's name
        self, request: transcribe.GetTranscriptRequest, context: grpc.ServicerContext
    ) -> transcribe.GetTranscriptResponse:
        self.check(request.recording_id)
        return transcribe.GetTranscriptResponse(
            transcript=transcribe.Transcript(
                transcript_id=TRANSCRIPT_ID,
                recording_id=RECORDING_ID,
                engine=transcribe.Engine(name="pocketsphinx", version="5.1", biased=True),
                quality=transcribe.Quality(grade="high", reference_fit=0.97),
                words=[transcribe.Word(id=1, text="um", kind="filler", start_s=0.5, end_s=0.75)],
                possible_fillers=[transcribe.PossibleFiller(text="uh", start_s=2.0, end_s=2.25)],
                voice_activity=transcribe.VoiceActivity(detector="silero", version="6"),
            )
        )


class Analyze(Owner, analyze_grpc.AnalyzeServiceServicer):
    def GetAnalysis(  # noqa: N802 - gRPC's name
        self, request: analyze.GetAnalysisRequest, context: grpc.ServicerContext
    ) -> analyze.GetAnalysisResponse:
        self.check(request.recording_id)
        return analyze.GetAnalysisResponse(analysis=an_analysis_message())


def an_analysis_message() -> analyze.Analysis:
    pause = analyze.Pause(start_s=1.0, end_s=1.5, placement="boundary", after_word_id=3)
    setattr(pause, "class", "medium")
    problem = {"status": 503}
    return analyze.Analysis(
        analysis_id=ANALYSIS_ID,
        recording_id=RECORDING_ID,
        transcript_id=TRANSCRIPT_ID,
        has_speech=True,
        parts=[analyze.Part(name="pace", status="failed", reason="analysis_overran", problem=problem)],
        measures=[
            analyze.Measure(name="zero", value=0.0, score=0.0),
            analyze.Measure(name="none", status="insufficient_data"),
        ],
        pauses=[pause],
        pace=[analyze.PaceWindow(end_s=10.0, syllables_per_s=4.0, band="ideal")],
        miscues=[analyze.Miscue(kind="omission", status="possible", word_ids=[1, 2])],
    )


def exposed(tenant_id: UUID) -> Mapping[str, RpcService]:
    """By the name of the service."""
    return {
        "ingest": RpcService(
            ingest_grpc.add_IngestServiceServicer_to_server, Ingest(tenant_id), {"GetRecording": FOR_REPORT}
        ),
        "transcribe": RpcService(
            transcribe_grpc.add_TranscribeServiceServicer_to_server,
            Transcribe(tenant_id),
            every_method(transcribe_grpc.TranscribeServiceServicer, FOR_REPORT),
        ),
        "analyze": RpcService(
            analyze_grpc.add_AnalyzeServiceServicer_to_server,
            Analyze(tenant_id),
            every_method(analyze_grpc.AnalyzeServiceServicer, FOR_REPORT),
        ),
    }


@contextmanager
def serving(service: RpcService, verifier: ServiceCredentialVerifier) -> Iterator[str]:
    """host:port of a server with the one service."""
    server = RpcServer(RpcServerSettings(), Admission(verifier), [service])
    server.start()
    try:
        yield f"127.0.0.1:{server.port}"
    finally:
        server.stop(5.0)


@contextmanager
def serving_all(
    tenant_id: UUID, verifiers: Mapping[str, ServiceCredentialVerifier]
) -> Iterator[Mapping[str, str]]:
    """The address of each service."""
    with ExitStack() as stack:
        services = exposed(tenant_id).items()
        yield {name: stack.enter_context(serving(service, verifiers[name])) for name, service in services}
