"""The transcripts port: transcribe asked by gRPC, for the tenant alone."""

from collections.abc import Mapping, Sequence
from uuid import UUID

import grpc
from rostrum.transcribe.v1.transcribe_service_pb2 import (
    ExportTranscriptRequest,
    GetTranscriptRequest,
    ListRecognizedPiecesRequest,
)
from rostrum.transcribe.v1.transcribe_service_pb2_grpc import TranscribeServiceStub

from chassis.rpc import on_behalf
from services.ingest.adapters.outbound.grpc.remote_results import as_json
from services.ingest.application.ports.results import Document
from services.ingest.application.ports.transcripts import Piece

_WHOLE_S = 10.0
"""For the words of four hours."""


class RemoteTranscripts:
    """Without the caller's access token, which may have ended during the wait."""

    def __init__(self, channel: grpc.Channel) -> None:
        self._transcribe = TranscribeServiceStub(channel)

    def transcript(self, tenant_id: UUID, recording_id: UUID) -> Mapping[str, object]:
        request = GetTranscriptRequest(recording_id=str(recording_id))
        with on_behalf(tenant_id=tenant_id):
            return as_json(self._transcribe.GetTranscript(request, timeout=_WHOLE_S).transcript)

    def document(self, tenant_id: UUID, recording_id: UUID, kind: str) -> Document:
        request = ExportTranscriptRequest(recording_id=str(recording_id), format=kind, text="clean")
        with on_behalf(tenant_id=tenant_id):
            answer = self._transcribe.ExportTranscript(request, timeout=_WHOLE_S)
        return Document(answer.media_type, answer.file_name, answer.content)

    def pieces(self, tenant_id: UUID, recording_id: UUID, after: int) -> Sequence[Piece]:
        request = ListRecognizedPiecesRequest(recording_id=str(recording_id), after=after)
        with on_behalf(tenant_id=tenant_id):
            answer = self._transcribe.ListRecognizedPieces(request)
        return [Piece(piece.number, piece.text) for piece in answer.pieces]
