"""What the later stages ask about a recording."""

from dataclasses import asdict

import grpc
from google.protobuf.timestamp_pb2 import Timestamp
from rostrum.ingest.v1 import ingest_service_pb2 as wire
from rostrum.ingest.v1.events_pb2 import Brief, Transcription
from rostrum.ingest.v1.ingest_service_pb2_grpc import (
    IngestServiceServicer,
    add_IngestServiceServicer_to_server,
)

from chassis.rpc import MethodPolicy, RpcService, current_call, id_in
from services.ingest.application.use_cases.get_recording import GetRecording
from services.ingest.domain.recording import Recording

_STAGES = frozenset({"transcribe", "analyze", "report"})


class IngestServicer(IngestServiceServicer):
    def __init__(self, get_recording: GetRecording) -> None:
        self._get_recording = get_recording

    def GetRecording(
        self, request: wire.GetRecordingRequest, context: grpc.ServicerContext
    ) -> wire.GetRecordingResponse:
        del context  # deadline and metadata are the interceptors' business
        recording = self._get_recording(current_call().tenant_id, id_in(request, "recording_id"))
        return wire.GetRecordingResponse(recording=to_message(recording))


def exposed(get_recording: GetRecording) -> RpcService:
    """The servicer with who may call it."""
    return RpcService(
        add_IngestServiceServicer_to_server,
        IngestServicer(get_recording),
        {"GetRecording": MethodPolicy(callers=_STAGES, scope="recordings:read")},
    )


def to_message(recording: Recording) -> wire.Recording:
    created_at = Timestamp()
    created_at.FromDatetime(recording.created_at)
    submission, audio = recording.submission, recording.audio
    return wire.Recording(
        recording_id=str(recording.id),
        title=submission.title,
        language=submission.language,
        reference_text=submission.reference_text,
        profile=submission.profile.value,
        analyses=submission.analyses,
        created_at=created_at,
        audio_key=audio.key if audio else "",
        duration_s=audio.duration_s if audio else 0.0,
        status=recording.status.value,
        brief=Brief(**asdict(submission.brief)),
        transcription=Transcription(**asdict(submission.transcription)),
    )
