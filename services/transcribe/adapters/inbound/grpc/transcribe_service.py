"""TranscribeService over gRPC."""

from uuid import UUID

import grpc
from rostrum.transcribe.v1 import transcribe_service_pb2 as wire
from rostrum.transcribe.v1 import transcribe_service_pb2_grpc as wire_grpc

from chassis.errors import Fault, InvalidInput
from chassis.rpc import MethodPolicy, RpcService, current_call
from services.transcribe.adapters.inbound.grpc.transcript_mapping import to_wire
from services.transcribe.application.use_cases.get_transcript import GetTranscript

_EDGE = frozenset({"ingest"})
_READ = MethodPolicy(callers=_EDGE, user_required=True)
_CHANGE = MethodPolicy(callers=_EDGE, user_required=True, writes=True)

POLICIES = {
    "GetTranscript": MethodPolicy(callers=frozenset({"ingest", "analyze", "report"})),
    "ListRecognizedPieces": MethodPolicy(callers=_EDGE),
    "ListTranscriptVersions": _READ,
    "EditTranscript": _CHANGE,
    "ProofreadTranscript": _CHANGE,
    "ExportTranscript": MethodPolicy(callers=_EDGE),
    "SearchTranscripts": _READ,
    "ListEngines": _READ,
    "DetectLanguage": _READ,
    "ListPrompts": _READ,
    "CreatePrompt": _CHANGE,
    "ActivatePrompt": _CHANGE,
}


class TranscribeServicer(wire_grpc.TranscribeServiceServicer):
    """Parses, calls the use case, presents."""

    def __init__(self, get_transcript: GetTranscript) -> None:
        self._get_transcript = get_transcript

    def GetTranscript(
        self, request: wire.GetTranscriptRequest, context: grpc.ServicerContext
    ) -> wire.GetTranscriptResponse:
        del context  # deadline and identity are the interceptors' business
        transcript = self._get_transcript(current_call().tenant_id, _id(request.recording_id))
        return wire.GetTranscriptResponse(transcript=to_wire(transcript))


def transcribe_service(get_transcript: GetTranscript) -> RpcService:
    return RpcService(
        wire_grpc.add_TranscribeServiceServicer_to_server, TranscribeServicer(get_transcript), POLICIES
    )


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        fault = Fault("recording_id", "must be a UUID")
        raise InvalidInput("The recording's id is not a UUID.", faults=[fault]) from error
