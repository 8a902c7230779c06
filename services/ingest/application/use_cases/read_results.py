"""A client reads what was made of a recording."""

from collections.abc import Callable, Mapping
from typing import TypeVar
from uuid import UUID

from chassis.errors import NotFound
from services.ingest.application.ports.results import Document, ReportFormat, Results
from services.ingest.application.use_cases.get_recording import GetRecording
from services.ingest.domain.errors import not_there_yet

T = TypeVar("T")


class ReadResults:
    """The transcript, analysis and report of a recording, fetched from their owners for the caller.

    A recording that is not the caller's is not found; one that has no such result yet says so, with its
    status.
    """

    def __init__(self, get: GetRecording, results: Results) -> None:
        self._get = get
        self._results = results

    def transcript(self, tenant_id: UUID, recording_id: UUID) -> Mapping[str, object]:
        return self._fetch("transcript", tenant_id, recording_id, self._results.transcript)

    def analysis(self, tenant_id: UUID, recording_id: UUID) -> Mapping[str, object]:
        return self._fetch("analysis", tenant_id, recording_id, self._results.analysis)

    def report(self, tenant_id: UUID, recording_id: UUID, kind: ReportFormat) -> Document:
        def export(recording_id: UUID) -> Document:
            return self._results.report(recording_id, kind)

        return self._fetch("report", tenant_id, recording_id, export)

    def _fetch(self, what: str, tenant_id: UUID, recording_id: UUID, ask: Callable[[UUID], T]) -> T:
        recording = self._get(tenant_id, recording_id)
        try:
            return ask(recording_id)
        except NotFound:
            raise not_there_yet(what, recording.status.value) from None
