"""A client compares two takes."""

from collections.abc import Mapping
from uuid import UUID

from chassis.errors import NotFound
from services.ingest.application.ports.analyses import Analyses
from services.ingest.application.use_cases.get_recording import GetRecording
from services.ingest.domain.errors import no_analysis_yet
from services.ingest.domain.recording import Recording


class CompareRecordings:
    """Both recordings are the caller's own; the one that has no analysis yet is named by its status."""

    def __init__(self, get: GetRecording, analyses: Analyses) -> None:
        self._get = get
        self._analyses = analyses

    def __call__(self, tenant_id: UUID, before: UUID, after: UUID) -> Mapping[str, object]:
        takes = [self._get(tenant_id, one) for one in (before, after)]
        try:
            return self._analyses.compare(before, after)
        except NotFound:
            waiting = _first_unfinished(takes)
            raise no_analysis_yet(waiting.status.value, ended=waiting.ended) from None


def _first_unfinished(takes: list[Recording]) -> Recording:
    return next((take for take in takes if not take.ended), takes[0])
