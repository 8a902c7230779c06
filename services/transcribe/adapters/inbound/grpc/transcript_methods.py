"""The methods about finished transcripts."""

import grpc
from rostrum.transcribe.v1 import transcribe_service_pb2 as wire
from rostrum.transcribe.v1 import transcribe_service_pb2_grpc as wire_grpc

from chassis.rpc import current_call, id_in
from services.transcribe.adapters.inbound.grpc.requests import acting_user, choice
from services.transcribe.adapters.inbound.grpc.transcript_mapping import (
    hit_to_wire,
    raw_to_wire,
    state_to_wire,
    to_wire,
    version_to_wire,
)
from services.transcribe.application import Application
from services.transcribe.domain.edits import Action, WordEdit
from services.transcribe.domain.exports.document import Format
from services.transcribe.domain.exports.passages import TextKind
from services.transcribe.domain.search import Position


class TranscriptMethods(wire_grpc.TranscribeServiceServicer):
    """Each parses, calls one use case, presents."""

    application: Application

    def GetTranscript(
        self, request: wire.GetTranscriptRequest, context: grpc.ServicerContext
    ) -> wire.GetTranscriptResponse:
        del context  # deadline and identity are the interceptors' business
        recording_id = id_in(request, "recording_id")
        found = self.application.get_transcript(current_call().tenant_id, recording_id, request.version)
        return wire.GetTranscriptResponse(transcript=to_wire(found))

    def ListTranscriptVersions(
        self, request: wire.ListTranscriptVersionsRequest, context: grpc.ServicerContext
    ) -> wire.ListTranscriptVersionsResponse:
        del context
        recording_id = id_in(request, "recording_id")
        tenant_id = current_call().tenant_id
        entries = self.application.list_transcript_versions(tenant_id, recording_id)
        state = self.application.request_proofreading.state(tenant_id, recording_id)
        return wire.ListTranscriptVersionsResponse(
            versions=[version_to_wire(entry) for entry in entries],
            proofreading=state_to_wire(state) if state else None,
        )

    def ProofreadTranscript(
        self, request: wire.ProofreadTranscriptRequest, context: grpc.ServicerContext
    ) -> wire.ProofreadTranscriptResponse:
        del context
        recording_id = id_in(request, "recording_id")
        self.application.request_proofreading(current_call().tenant_id, acting_user(), recording_id)
        return wire.ProofreadTranscriptResponse()

    def GetRawAnswers(
        self, request: wire.GetRawAnswersRequest, context: grpc.ServicerContext
    ) -> wire.GetRawAnswersResponse:
        del context
        recording_id = id_in(request, "recording_id")
        found = self.application.get_raw_answers(current_call().tenant_id, recording_id)
        return wire.GetRawAnswersResponse(answers=[raw_to_wire(answer) for answer in found])

    def EditTranscript(
        self, request: wire.EditTranscriptRequest, context: grpc.ServicerContext
    ) -> wire.EditTranscriptResponse:
        del context
        edited = self.application.edit_transcript(
            current_call().tenant_id,
            acting_user(),
            id_in(request, "recording_id"),
            request.base_version,
            [
                WordEdit(edit.word_id, choice(Action, edit.action, "action"), edit.text)
                for edit in request.edits
            ],
        )
        return wire.EditTranscriptResponse(transcript=to_wire(edited))

    def ExportTranscript(
        self, request: wire.ExportTranscriptRequest, context: grpc.ServicerContext
    ) -> wire.ExportTranscriptResponse:
        del context
        document = self.application.export_transcript(
            current_call().tenant_id,
            id_in(request, "recording_id"),
            choice(Format, request.format, "format"),
            choice(TextKind, request.text or TextKind.CLEAN, "text"),
            request.version,
        )
        return wire.ExportTranscriptResponse(
            content=document.content, media_type=document.media_type, file_name=document.file_name
        )

    def SearchTranscripts(
        self, request: wire.SearchTranscriptsRequest, context: grpc.ServicerContext
    ) -> wire.SearchTranscriptsResponse:
        del context
        after = Position.read(request.after) if request.after else None
        hits, following = self.application.search_transcripts(
            current_call().tenant_id, request.query, request.limit, after
        )
        return wire.SearchTranscriptsResponse(
            hits=[hit_to_wire(hit) for hit in hits], next=str(following or "")
        )
