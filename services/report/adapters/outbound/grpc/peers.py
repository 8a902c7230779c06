"""What ingest, transcribe and analyze are asked, on behalf of the tenant whose recording it is."""

from datetime import UTC
from uuid import UUID

import grpc
from rostrum.analyze.v1 import analyze_service_pb2 as analyze
from rostrum.analyze.v1 import analyze_service_pb2_grpc as analyze_grpc
from rostrum.ingest.v1 import ingest_service_pb2 as ingest
from rostrum.ingest.v1 import ingest_service_pb2_grpc as ingest_grpc
from rostrum.transcribe.v1 import transcribe_service_pb2 as transcribe
from rostrum.transcribe.v1 import transcribe_service_pb2_grpc as transcribe_grpc

from chassis.rpc import on_behalf
from services.report.adapters.outbound.grpc.analysis_messages import analysis_of
from services.report.adapters.outbound.grpc.transcript_messages import transcript_of
from services.report.domain.analysis import Analysis
from services.report.domain.sources import Recording, Transcript

READS = {
    "ingest": ("rostrum.ingest.v1.IngestService",),
    "transcribe": ("rostrum.transcribe.v1.TranscribeService",),
    "analyze": ("rostrum.analyze.v1.AnalyzeService",),
}
"""All of it may be asked twice."""
DEADLINE_S = 5.0
"""An hour's transcript is up to 2 MB; nobody waits in front of it."""


class IngestRecordings:
    """Recordings, as ingest knows them."""

    def __init__(self, channel: grpc.Channel) -> None:
        self._stub = ingest_grpc.IngestServiceStub(channel)

    def recording(self, tenant_id: UUID, recording_id: UUID) -> Recording:
        request = ingest.GetRecordingRequest(recording_id=str(recording_id))
        with on_behalf(tenant_id=tenant_id):
            found = self._stub.GetRecording(request, timeout=DEADLINE_S).recording
        return recording_of(found)


class TranscribeTranscripts:
    """Transcripts, as transcribe knows them."""

    def __init__(self, channel: grpc.Channel) -> None:
        self._stub = transcribe_grpc.TranscribeServiceStub(channel)

    def transcript(self, tenant_id: UUID, recording_id: UUID) -> Transcript:
        request = transcribe.GetTranscriptRequest(recording_id=str(recording_id))
        with on_behalf(tenant_id=tenant_id):
            return transcript_of(self._stub.GetTranscript(request, timeout=DEADLINE_S).transcript)


class AnalyzeAnalyses:
    """Analyses, as analyze knows them."""

    def __init__(self, channel: grpc.Channel) -> None:
        self._stub = analyze_grpc.AnalyzeServiceStub(channel)

    def analysis(self, tenant_id: UUID, recording_id: UUID) -> Analysis:
        request = analyze.GetAnalysisRequest(recording_id=str(recording_id))
        with on_behalf(tenant_id=tenant_id):
            return analysis_of(self._stub.GetAnalysis(request, timeout=DEADLINE_S).analysis)


def recording_of(found: ingest.Recording) -> Recording:
    """From the wire to the core's words."""
    return Recording(
        recording_id=found.recording_id,
        title=found.title,
        language=found.language,
        profile=found.profile,
        reference_text=found.reference_text,
        duration_s=found.duration_s,
        created_at=found.created_at.ToDatetime(tzinfo=UTC),
    )
