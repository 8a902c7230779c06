"""The method about transcripts that are still coming."""

import grpc
from rostrum.transcribe.v1 import transcribe_service_pb2 as wire
from rostrum.transcribe.v1 import transcribe_service_pb2_grpc as wire_grpc

from chassis.rpc import current_call, id_in
from services.transcribe.application import Application


class PieceMethods(wire_grpc.TranscribeServiceServicer):
    """Parses, calls the use case, presents."""

    application: Application

    def ListRecognizedPieces(
        self, request: wire.ListRecognizedPiecesRequest, context: grpc.ServicerContext
    ) -> wire.ListRecognizedPiecesResponse:
        del context  # deadline and identity are the interceptors' business
        found = self.application.list_recognized_pieces(
            current_call().tenant_id, id_in(request, "recording_id"), request.after
        )
        return wire.ListRecognizedPiecesResponse(
            pieces=[
                wire.RecognizedPiece(
                    number=passage.number,
                    start_s=passage.span.start_s,
                    end_s=passage.span.end_s,
                    text=passage.text,
                )
                for passage in found.passages
            ],
            complete=found.complete,
        )
