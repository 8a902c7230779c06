"""What learners share with a coach, over HTTP: for reading only."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from uuid import UUID

from flask import Response

from chassis.web import Call, Pages, Reply
from services.ingest.adapters.inbound.http.analyses_door import AnalysesDoor, AnalysisQuery
from services.ingest.adapters.inbound.http.recordings_door import RecordingsDoor
from services.ingest.adapters.inbound.http.results_door import ReportQuery, ResultsDoor
from services.ingest.adapters.inbound.http.share_views import (
    LearnerPageView,
    LearnerQuery,
    LearnerView,
    SharedPageView,
    SharedQuery,
    SharedRecordingView,
)
from services.ingest.adapters.inbound.http.shares_door import caller
from services.ingest.adapters.inbound.http.transcript_door import TranscriptDoor
from services.ingest.adapters.inbound.http.transcript_views import TranscriptQuery
from services.ingest.adapters.inbound.http.views import recording_tag
from services.ingest.application import Sharing

ActFor = Callable[[UUID], AbstractContextManager[None]]
"""Calls to other services made inside are for this tenant, and carry nobody's token."""


@dataclass(frozen=True)
class Readers:
    """The doors of owners, whose answers coaches get as well."""

    recordings: RecordingsDoor
    results: ResultsDoor
    analyses: AnalysesDoor
    transcripts: TranscriptDoor


class SharedDoor:
    """The handlers; their docstrings are the API's documentation.

    The other services are asked for the learner's tenant without the coach's token, which would not open it;
    only once `OpenShared` has found the share.
    """

    def __init__(self, sharing: Sharing, readers: Readers, act_for: ActFor, pages: Pages) -> None:
        self._sharing = sharing
        self._readers = readers
        self._act_for = act_for
        self._pages = pages

    def list_learners(self, call: Call, query: LearnerQuery) -> Reply:
        """List who shares recordings with you"""
        scope = f"learners:{call.user.user_id}"
        page = self._sharing.browse.learners(
            caller(call), query.limit, self._pages.after(scope, query.cursor)
        )
        cursor = self._pages.cursor(scope, page.after)
        items = [LearnerView.of(learner) for learner in page.items]
        return Reply(LearnerPageView(items=items, next_cursor=cursor), headers=call.next_link(cursor))

    def list_shared_recordings(self, call: Call, query: SharedQuery) -> Reply:
        """List the recordings that learners share with you

        The newest first; of all learners or of one.
        """
        scope = f"shared:{call.user.user_id}:{query.learner_id}"
        page = self._sharing.browse.recordings(
            caller(call), query.limit, self._pages.after(scope, query.cursor), query.learner_id
        )
        cursor = self._pages.cursor(scope, page.after)
        items = [SharedRecordingView.of(opened) for opened in page.items]
        return Reply(SharedPageView(items=items, next_cursor=cursor), headers=call.next_link(cursor))

    def get_shared_recording(self, call: Call, recording_id: UUID) -> Reply:
        """Read a shared recording

        404 unless its owner shares it with you now. The owner sees that you looked.
        """
        opened = self._sharing.open(caller(call), recording_id, "recording")
        return Reply(SharedRecordingView.of(opened), etag=recording_tag(opened.recording))

    def get_shared_audio(self, call: Call, recording_id: UUID) -> Response:
        """Download the audio of a shared recording

        As it was uploaded; one `Range` of bytes is answered with 206.
        """
        with self._opened(call, recording_id, "audio") as tenant_id:
            return self._readers.recordings.audio(call, tenant_id, recording_id)

    def get_shared_transcript(self, call: Call, recording_id: UUID, query: TranscriptQuery) -> Response:
        """Read the transcript of a shared recording

        As its owner does: JSON, or a file with `format`.
        """
        with self._opened(call, recording_id, "transcript") as tenant_id:
            return self._readers.transcripts.transcript(tenant_id, recording_id, query)

    def get_shared_analysis(self, call: Call, recording_id: UUID, query: AnalysisQuery) -> Response:
        """Read the analysis of a shared recording"""
        with self._opened(call, recording_id, "analysis") as tenant_id:
            return self._readers.analyses.analysis(tenant_id, recording_id, query)

    def get_shared_report(self, call: Call, recording_id: UUID, query: ReportQuery) -> Response:
        """Read the report of a shared recording

        As JSON or Markdown, by `format` or `Accept`.
        """
        with self._opened(call, recording_id, "report") as tenant_id:
            return self._readers.results.report(call, tenant_id, recording_id, query)

    @contextmanager
    def _opened(self, call: Call, recording_id: UUID, part: str) -> Iterator[UUID]:
        """The learner's tenant, for which other services are asked inside."""
        tenant_id = self._sharing.open(caller(call), recording_id, part).recording.tenant_id
        with self._act_for(tenant_id):
            yield tenant_id
