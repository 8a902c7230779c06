"""What comes over gRPC from the other services, in the report's own words."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from uuid import UUID

import grpc
import pytest
from rostrum.analyze.v1 import analyze_service_pb2 as analyze
from rostrum.analyze.v1 import analyze_service_pb2_grpc as analyze_grpc
from rostrum.ingest.v1 import ingest_service_pb2 as ingest
from rostrum.ingest.v1 import ingest_service_pb2_grpc as ingest_grpc
from rostrum.transcribe.v1 import transcribe_service_pb2 as transcribe
from rostrum.transcribe.v1 import transcribe_service_pb2_grpc as transcribe_grpc

from chassis.clock import SystemClock, new_id
from chassis.errors import NotFound
from chassis.rpc import Admission, MethodPolicy, RpcServer, RpcService, channel, current_call
from chassis.settings import RpcServerSettings
from services.report.adapters.outbound.grpc import peers
from services.report.domain.analysis import Measure, Pause
from services.report.domain.sources import Engine
from tests.builders.identity import services
from tests.builders.report_sources import RECORDING_ID

TENANT = new_id()
FOR_REPORT = MethodPolicy(frozenset({"report"}))


def _own_recording(recording_id: str) -> None:
    if current_call().tenant_id != TENANT or recording_id != RECORDING_ID:
        raise NotFound("There is no such recording.")


class Ingest(ingest_grpc.IngestServiceServicer):
    def GetRecording(  # noqa: N802 - gRPC's name
        self, request: ingest.GetRecordingRequest, context: grpc.ServicerContext
    ) -> ingest.GetRecordingResponse:
        _own_recording(request.recording_id)
        recording = ingest.Recording(recording_id=RECORDING_ID, title="Talk", duration_s=24.0)
        recording.created_at.FromDatetime(datetime(2026, 11, 21, 8, 0, tzinfo=UTC))
        return ingest.GetRecordingResponse(recording=recording)


class Transcribe(transcribe_grpc.TranscribeServiceServicer):
    def GetTranscript(  # noqa: N802 - gRPC's name
        self, request: transcribe.GetTranscriptRequest, context: grpc.ServicerContext
    ) -> transcribe.GetTranscriptResponse:
        _own_recording(request.recording_id)
        return transcribe.GetTranscriptResponse(
            transcript=transcribe.Transcript(
                engine=transcribe.Engine(name="pocketsphinx", version="5.1", biased=True),
                quality=transcribe.Quality(grade="high", reference_fit=0.97),
                words=[transcribe.Word(id=1, text="um", kind="filler", start_s=0.5, end_s=0.75)],
                possible_fillers=[transcribe.PossibleFiller(text="uh", start_s=2.0, end_s=2.25)],
                voice_activity=transcribe.VoiceActivity(detector="silero", version="6"),
            )
        )


class Analyze(analyze_grpc.AnalyzeServiceServicer):
    def GetAnalysis(  # noqa: N802 - gRPC's name
        self, request: analyze.GetAnalysisRequest, context: grpc.ServicerContext
    ) -> analyze.GetAnalysisResponse:
        _own_recording(request.recording_id)
        pause = analyze.Pause(start_s=1.0, end_s=1.5, placement="boundary", after_word_id=3)
        setattr(pause, "class", "medium")
        return analyze.GetAnalysisResponse(
            analysis=analyze.Analysis(
                has_speech=True,
                parts=[
                    analyze.Part(name="pace", status="failed", reason="timed_out", problem={"status": 503})
                ],
                measures=[
                    analyze.Measure(name="zero", value=0.0, score=0.0),
                    analyze.Measure(name="none", status="insufficient_data"),
                ],
                pauses=[pause],
                pace=[analyze.PaceWindow(end_s=10.0, syllables_per_s=4.0, band="ideal")],
                miscues=[analyze.Miscue(kind="omission", status="possible", word_ids=[1, 2])],
            )
        )


EXPOSED = {
    "ingest": RpcService(
        ingest_grpc.add_IngestServiceServicer_to_server, Ingest(), {"GetRecording": FOR_REPORT}
    ),
    "transcribe": RpcService(
        transcribe_grpc.add_TranscribeServiceServicer_to_server, Transcribe(), {"GetTranscript": FOR_REPORT}
    ),
    "analyze": RpcService(
        analyze_grpc.add_AnalyzeServiceServicer_to_server, Analyze(), {"GetAnalysis": FOR_REPORT}
    ),
}


@contextmanager
def connected(peer: str) -> Iterator[grpc.Channel]:
    known = services(SystemClock(), (peer, "report"))
    server = RpcServer(RpcServerSettings(), Admission(known.verifier(peer)), [EXPOSED[peer]])
    server.start()
    try:
        with channel(
            f"127.0.0.1:{server.port}",
            audience=peer,
            credentials=known.credentials("report"),
            reads=peers.READS[peer],
        ) as opened:
            yield opened
    finally:
        server.stop(5.0)


def test_a_recording() -> None:
    with connected("ingest") as opened:
        recording = peers.IngestRecordings(opened).recording(TENANT, UUID(RECORDING_ID))
    assert (recording.title, recording.duration_s) == ("Talk", 24.0)
    assert recording.created_at == datetime(2026, 11, 21, 8, 0, tzinfo=UTC)


def test_a_transcript() -> None:
    with connected("transcribe") as opened:
        transcript = peers.TranscribeTranscripts(opened).transcript(TENANT, UUID(RECORDING_ID))
    assert transcript.engine == Engine("pocketsphinx", "5.1", "", biased=True)
    assert (transcript.quality.reference_fit, transcript.quality.snr_db) == (0.97, None)
    assert (transcript.words[0].kind, transcript.possible_fillers[0].text) == ("filler", "uh")
    assert (transcript.detector, transcript.detector_version) == ("silero", "6")


def test_an_analysis_keeps_zero_apart_from_nothing() -> None:
    with connected("analyze") as opened:
        analysis = peers.AnalyzeAnalyses(opened).analysis(TENANT, UUID(RECORDING_ID))
    zero, none = analysis.measures
    assert zero == Measure("zero", "", "", "", value=0.0, score=0.0)
    assert (none.value, none.score, none.ideal_low) == (None, None, None)
    assert analysis.pauses == (Pause(1.0, 1.5, "medium", "boundary", 0.0, 3),)
    assert analysis.pace[0].words_per_min is None
    assert analysis.miscues[0].word_ids == (1, 2)
    assert analysis.parts[0].problem
    assert analysis.parts[0].problem.status == 503


@pytest.mark.parametrize("tenant_id", [new_id(), TENANT])
def test_what_is_not_the_tenant_s_is_not_found(tenant_id: UUID) -> None:
    recording_id = UUID(RECORDING_ID) if tenant_id != TENANT else new_id()
    with connected("ingest") as opened, pytest.raises(NotFound):
        peers.IngestRecordings(opened).recording(tenant_id, recording_id)
