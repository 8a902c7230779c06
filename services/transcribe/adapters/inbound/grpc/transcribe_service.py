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
_SHOW = MethodPolicy(callers=_EDGE, scope="recordings:read")
_READ = replace(_SHOW, user_required=True)
_CHANGE = MethodPolicy(callers=_EDGE, user_required=True, writes=True, scope="recordings:write")
_ADMIN = MethodPolicy(callers=_EDGE, user_required=True, role="admin", scope="admin")

POLICIES = {
    "GetTranscript": replace(_SHOW, callers=frozenset({"ingest", "analyze", "report"})),
    "ListRecognizedPieces": _SHOW,
    "ListTranscriptVersions": _READ,
    "GetRawAnswers": _READ,
    "EditTranscript": _CHANGE,
    "ProofreadTranscript": _CHANGE,
    "ExportTranscript": _SHOW,
    "SearchTranscripts": _READ,
    "ListEngines": _READ,
    "GetSpending": replace(_READ, scope="usage:read"),
    "DetectLanguage": replace(_READ, scope="recordings:write"),
    "ListPrompts": _ADMIN,
    "CreatePrompt": replace(_ADMIN, writes=True),
    "ActivatePrompt": replace(_ADMIN, writes=True),
}


class TranscribeServicer(TranscriptMethods, PieceMethods, PromptMethods, EngineMethods):
    """All methods of the service."""

    def __init__(self, application: Application) -> None:
        self.application = application


def transcribe_service(application: Application) -> RpcService:
    return RpcService(
        wire_grpc.add_TranscribeServiceServicer_to_server, TranscribeServicer(application), POLICIES
    )
