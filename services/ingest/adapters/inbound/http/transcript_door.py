"""Versions of transcripts over HTTP: parse, call one use case, present."""

import json
from collections.abc import Mapping
from typing import Any, cast
from uuid import UUID

from flask import Response

from chassis.web import Call, Cursors, Reply, entity_tag
from services.ingest.adapters.inbound.http.transcript_views import (
    RawAnswersView,
    RawAnswerView,
    SearchHitView,
    SearchPage,
    TranscriptEdits,
    TranscriptQuery,
    TranscriptSearchQuery,
    VersionListView,
)
from services.ingest.application.ports.results import Document
from services.ingest.application.ports.revisions import NEWEST, WordChange
from services.ingest.application.use_cases.revise_transcript import ReviseTranscript
from services.ingest.application.use_cases.search_transcripts import SearchTranscripts


class TranscriptDoor:
    """The handlers; their docstrings are the API's documentation."""

    def __init__(self, revise: ReviseTranscript, search: SearchTranscripts, cursors: Cursors) -> None:
        self._revise = revise
        self._search = search
        self._cursors = cursors

    def get_recording_transcript(self, call: Call, recording_id: UUID, query: TranscriptQuery) -> Response:
        """Read the transcript

        Verbatim and clean, with the times and the confidence of every word; the newest version or the asked
        one. With `format` it is a file: plain text, Markdown, subtitles (SRT, WebVTT), Whisper's TSV or
        compact JSON. 404 until there is one.
        """
        return self.transcript(call.user.tenant_id, recording_id, query)

    def transcript(self, tenant_id: UUID, recording_id: UUID, query: TranscriptQuery) -> Response:
        """The answer, for whoever was found to be allowed to read it."""
        version = query.version or NEWEST
        if query.format is None:
            return _transcript(self._revise.read(tenant_id, recording_id, version))
        return _file(self._revise.export(tenant_id, recording_id, query.format, query.text, version))

    def list_transcript_versions(self, call: Call, recording_id: UUID) -> Reply:
        """List the versions of the transcript

        The newest first: as recognised, proofread, edited by hand. The first and the 50 newest are kept.
        """
        return Reply(VersionListView.model_validate(self._versions(call, recording_id)))

    def get_raw_answers(self, call: Call, recording_id: UUID) -> Reply:
        """Read what the engine answered

        Piece by piece, as it answered: for those who need more than Rostrum reads of it. Engines that give
        nothing but words leave none.
        """
        found = self._revise.raw(call.user.tenant_id, recording_id)
        return Reply(RawAnswersView(items=[RawAnswerView.model_validate(answer) for answer in found]))

    def edit_recording_transcript(self, call: Call, recording_id: UUID, body: TranscriptEdits) -> Response:
        """Edit the transcript

        Replaces, deletes and inserts words, and answers with the new version. Ids and times of all other
        words stay. `If-Match` with the `ETag` of the version that was read keeps the edits of somebody else:
        412, or 409 where both come at the same time.
        """
        newest = max(entry["version"] for entry in self._versions(call, recording_id)["versions"])
        call.require_match(_tag(newest))
        changes = [WordChange(edit.word_id, edit.action, edit.text) for edit in body.edits]
        return _transcript(self._revise.edit(call.user.tenant_id, recording_id, newest, changes))

    def proofread_recording_transcript(self, call: Call, recording_id: UUID) -> Reply:
        """Have the transcript proofread

        A text model corrects the newest version, piece by piece; the result is a new version. The work goes
        on behind this call: the list of versions tells how it stands.
        """
        self._revise.proofread(call.user.tenant_id, recording_id)
        return Reply(status=202, headers={"Location": f"/v1/recordings/{recording_id}/transcript/versions"})

    def search_transcripts(self, call: Call, query: TranscriptSearchQuery) -> Reply:
        """Search in your transcripts

        Words are found in any inflection, in the newest version of each transcript.
        """
        scope = f"transcripts:{call.user.tenant_id}:{query.query}"
        after = str(self._cursors.decode(scope, query.cursor).get("after", "")) if query.cursor else ""
        found = self._search(query.query, query.limit, after)
        cursor = self._cursors.encode(scope, {"after": found.following}) if found.following else None
        items = [SearchHitView.model_validate(hit) for hit in found.hits]
        return Reply(SearchPage(items=items, next_cursor=cursor), headers=call.next_link(cursor))

    def _versions(self, call: Call, recording_id: UUID) -> dict[str, Any]:
        return cast(dict[str, Any], self._revise.versions(call.user.tenant_id, recording_id))


def _transcript(content: Mapping[str, object]) -> Response:
    body = json.dumps(content, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()
    response = Response(body, content_type="application/json")
    response.set_etag(_tag(cast(int, content["version"])))
    return response


def _tag(version: int) -> str:
    """A version never changes."""
    return f"v{version}"


def _file(document: Document) -> Response:
    charset = "" if document.media_type == "application/json" else "; charset=utf-8"
    response = Response(document.content, content_type=document.media_type + charset)
    response.headers["Content-Disposition"] = f'attachment; filename="{document.filename}"'
    response.set_etag(entity_tag(document.content))
    return response
