"""Ingest and transcribe as analyze calls them: real gRPC servers with made-up answers."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import grpc
from rostrum.ingest.v1 import ingest_service_pb2 as ingest
from rostrum.ingest.v1 import ingest_service_pb2_grpc as ingest_grpc
from rostrum.transcribe.v1 import transcribe_service_pb2 as transcribe
from rostrum.transcribe.v1 import transcribe_service_pb2_grpc as transcribe_grpc

from chassis.clock import SystemClock
from chassis.identity import ServiceCredentialVerifier, load_service_keys
from chassis.rpc import Admission, MethodPolicy, RpcServer, RpcService
from chassis.settings import RpcServerSettings
from services.analyze.domain.job import Recording
from services.analyze.domain.material import Transcript
from tests.builders.rpc import every_method

ANALYZE_ONLY = MethodPolicy(frozenset({"analyze"}))


@dataclass
class Recordings(ingest_grpc.IngestServiceServicer):
    found: Recording

    def GetRecording(  # noqa: N802 - gRPC's name
        self, request: ingest.GetRecordingRequest, context: grpc.ServicerContext
    ) -> ingest.GetRecordingResponse:
        recording = ingest.Recording(
            recording_id=request.recording_id,
            language=self.found.language,
            reference_text=self.found.reference_text,
            profile=self.found.profile,
            analyses=self.found.analyses,
            audio_key=self.found.audio_key,
        )
        return ingest.GetRecordingResponse(recording=recording)


@dataclass
class Transcripts(transcribe_grpc.TranscribeServiceServicer):
    found: Transcript

    def GetTranscript(  # noqa: N802 - gRPC's name
        self, request: transcribe.GetTranscriptRequest, context: grpc.ServicerContext
    ) -> transcribe.GetTranscriptResponse:
        answer = transcribe.GetTranscriptResponse()
        answer.transcript.CopyFrom(wire_transcript(self.found, request.recording_id))
        return answer


def wire_transcript(found: Transcript, recording_id: str) -> transcribe.Transcript:
    spans = [transcribe.SpeechSpan(start_s=span.start_s, end_s=span.end_s) for span in found.speech]
    return transcribe.Transcript(
        transcript_id=found.transcript_id,
        recording_id=recording_id,
        language=found.language,
        quality=transcribe.Quality(grade=found.quality_grade, reference_status=found.reference_status),
        voice_activity=transcribe.VoiceActivity(detector="test", version="1", speech=spans),
        duration_s=found.duration_s,
    )


@contextmanager
def peers(keys: Path, recording: Recording, transcript: Transcript) -> Iterator[dict[str, str]]:
    """The settings by which analyze finds them."""
    services = {
        "ingest": RpcService(
            ingest_grpc.add_IngestServiceServicer_to_server,
            Recordings(recording),
            {"GetRecording": ANALYZE_ONLY},
        ),
        "transcribe": RpcService(
            transcribe_grpc.add_TranscribeServiceServicer_to_server,
            Transcripts(transcript),
            every_method(transcribe_grpc.TranscribeServiceServicer, ANALYZE_ONLY),
        ),
    }
    servers = {name: _server(name, keys, service) for name, service in services.items()}
    try:
        yield {f"ROSTRUM_{name.upper()}_RPC": f"127.0.0.1:{s.port}" for name, s in servers.items()}
    finally:
        for server in servers.values():
            server.stop(2.0)


def _server(name: str, keys: Path, service: RpcService) -> RpcServer:
    verifier = ServiceCredentialVerifier(name, load_service_keys(keys), SystemClock())
    server = RpcServer(RpcServerSettings(), Admission(verifier), [service])
    server.start()
    return server
