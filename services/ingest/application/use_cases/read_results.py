"""A client reads what was made of a recording."""

from collections.abc import Callable, Mapping
from typing import Any, Protocol, TypeVar
from uuid import UUID

from chassis.errors import NotFound
from services.ingest.application.ports.analyses import Analyses
from services.ingest.application.ports.results import Document, ReportFormat, Results
from services.ingest.application.use_cases.get_recording import GetRecording
from services.ingest.domain.errors import no_analysis_yet, no_pronunciation, no_report_yet

T = TypeVar("T")


class _Missing(Protocol):
    """The problem of a result that is not there."""

    def __call__(self, status: str, *, ended: bool) -> NotFound: ...


class ReadResults:
    """The analysis and report of a recording, fetched from their owners for the caller.

    A recording that is not the caller's is not found; one that has no such result says so, with its
    status, and whether one may still come. What is measured at all is the same for everybody.
    """

    def __init__(self, get: GetRecording, results: Results, analyses: Analyses) -> None:
        self._get = get
        self._results = results
        self._analyses = analyses

    def analysis(self, tenant_id: UUID, recording_id: UUID, version: int) -> Mapping[str, object]:
        def read(recording_id: UUID) -> Mapping[str, object]:
            return self._analyses.read(recording_id, version)

        return self._fetch(tenant_id, recording_id, read, no_analysis_yet)

    def pronunciation(self, tenant_id: UUID, recording_id: UUID, version: int) -> Mapping[str, object]:
        """That part of the analysis; where it was not measured, the part's reason is told."""
        analysis = self.analysis(tenant_id, recording_id, version)
        spoken = analysis.get("pronunciation")
        if isinstance(spoken, Mapping):
            return spoken
        raise no_pronunciation(_why_not(analysis, "pronunciation"))

    def metrics(self) -> Mapping[str, object]:
        return self._results.metrics()

    def report(self, tenant_id: UUID, recording_id: UUID, kind: ReportFormat) -> Document:
        def export(recording_id: UUID) -> Document:
            return self._results.report(recording_id, kind)

        return self._fetch(tenant_id, recording_id, export, no_report_yet)

    def _fetch(self, tenant_id: UUID, recording_id: UUID, ask: Callable[[UUID], T], missing: _Missing) -> T:
        recording = self._get(tenant_id, recording_id)
        try:
            return ask(recording_id)
        except NotFound:
            raise missing(recording.status.value, ended=recording.ended) from None


def _why_not(analysis: Mapping[str, Any], name: str) -> str:
    reasons = (part["reason"] or part["status"] for part in analysis["parts"] if part["name"] == name)
    return next(reasons, "not_analysed")
