"""TranscribeService over gRPC."""

from dataclasses import replace

from rostrum.transcribe.v1 import transcribe_service_pb2_grpc as wire_grpc

from chassis.rpc import MethodPolicy, RpcService
from services.transcribe.adapters.inbound.grpc.engine_methods import EngineMethods
from services.transcribe.adapters.inbound.grpc.piece_methods import PieceMethods
from services.transcribe.adapters.inbound.grpc.prompt_methods import PromptMethods
from services.transcribe.adapters.inbound.grpc.transcript_methods import TranscriptMethods
from services.transcribe.application import Application

_EDGE = frozenset({"ingest"})
_READ = MethodPolicy(callers=_EDGE, user_required=True)
_CHANGE = MethodPolicy(callers=_EDGE, user_required=True, writes=True)

POLICIES = {
    "GetTranscript": MethodPolicy(callers=frozenset({"ingest", "analyze", "report"})),
    "ListRecognizedPieces": MethodPolicy(callers=_EDGE),
    "ListTranscriptVersions": _READ,
    "GetRawAnswers": _READ,
    "EditTranscript": _CHANGE,
    "ProofreadTranscript": _CHANGE,
    "ExportTranscript": MethodPolicy(callers=_EDGE),
    "SearchTranscripts": _READ,
    "ListEngines": _READ,
    "DetectLanguage": _READ,
    "ListPrompts": replace(_READ, role="admin"),
    "CreatePrompt": replace(_CHANGE, role="admin"),
    "ActivatePrompt": replace(_CHANGE, role="admin"),
}


class TranscribeServicer(TranscriptMethods, PieceMethods, PromptMethods, EngineMethods):
    """All methods of the service."""

    def __init__(self, application: Application) -> None:
        self.application = application


def transcribe_service(application: Application) -> RpcService:
    return RpcService(
        wire_grpc.add_TranscribeServiceServicer_to_server, TranscribeServicer(application), POLICIES
    )
