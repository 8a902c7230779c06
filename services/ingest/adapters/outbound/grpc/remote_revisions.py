"""The revisions port: transcribe asked by gRPC, for the caller."""

import json
from collections.abc import Mapping, Sequence
from uuid import UUID

import grpc
from rostrum.transcribe.v1 import transcribe_service_pb2 as wire
from rostrum.transcribe.v1.transcribe_service_pb2_grpc import TranscribeServiceStub

from services.ingest.adapters.outbound.grpc.remote_results import as_json
from services.ingest.application.ports.results import Document
from services.ingest.application.ports.revisions import Found, TranscriptFormat, TranscriptText, WordChange

READS = tuple(
    f"rostrum.transcribe.v1.TranscribeService/{method}"
    for method in (
        "GetTranscript",
        "ListTranscriptVersions",
        "GetRawAnswers",
        "ExportTranscript",
        "SearchTranscripts",
        "ListPrompts",
    )
)
"""What the channel may repeat; a change that arrived may not be made twice."""


class RemoteRevisions:
    def __init__(self, channel: grpc.Channel) -> None:
        self._transcribe = TranscribeServiceStub(channel)

    def read(self, recording_id: UUID, version: int) -> Mapping[str, object]:
        request = wire.GetTranscriptRequest(recording_id=str(recording_id), version=version)
        return as_json(self._transcribe.GetTranscript(request).transcript)

    def versions(self, recording_id: UUID) -> Mapping[str, object]:
        request = wire.ListTranscriptVersionsRequest(recording_id=str(recording_id))
        return as_json(self._transcribe.ListTranscriptVersions(request))

    def raw(self, recording_id: UUID) -> Sequence[Mapping[str, object]]:
        answer = self._transcribe.GetRawAnswers(wire.GetRawAnswersRequest(recording_id=str(recording_id)))
        return [
            {
                "number": piece.number,
                "start_s": piece.start_s,
                "end_s": piece.end_s,
                "answer": json.loads(piece.answer_json),
            }
            for piece in answer.answers
        ]

    def edit(self, recording_id: UUID, base: int, changes: Sequence[WordChange]) -> Mapping[str, object]:
        edits = [
            wire.WordEdit(word_id=change.word_id, action=change.action, text=change.text)
            for change in changes
        ]
        request = wire.EditTranscriptRequest(recording_id=str(recording_id), base_version=base, edits=edits)
        return as_json(self._transcribe.EditTranscript(request).transcript)

    def proofread(self, recording_id: UUID) -> None:
        self._transcribe.ProofreadTranscript(wire.ProofreadTranscriptRequest(recording_id=str(recording_id)))

    def export(
        self, recording_id: UUID, form: TranscriptFormat, text: TranscriptText, version: int
    ) -> Document:
        request = wire.ExportTranscriptRequest(
            recording_id=str(recording_id), format=form, text=text, version=version
        )
        answer = self._transcribe.ExportTranscript(request)
        return Document(answer.media_type, answer.file_name, answer.content)

    def search(self, query: str, limit: int, after: str) -> Found:
        request = wire.SearchTranscriptsRequest(query=query, limit=limit, after=after)
        answer = self._transcribe.SearchTranscripts(request)
        return Found([as_json(hit) for hit in answer.hits], answer.next)
