"""A client has a recording analysed anew."""

from uuid import UUID

from chassis.errors import NotFound
from services.ingest.application.ports.analyses import Analyses, Renewal, Renewed
from services.ingest.application.use_cases.get_recording import GetRecording
from services.ingest.domain.errors import no_analysis_yet


class RenewAnalysis:
    """Only a recording that has been analysed can be analysed anew; its owner alone may ask."""

    def __init__(self, get: GetRecording, analyses: Analyses) -> None:
        self._get = get
        self._analyses = analyses

    def __call__(self, tenant_id: UUID, recording_id: UUID, renewal: Renewal, wait_s: float) -> Renewed:
        recording = self._get(tenant_id, recording_id)
        try:
            return self._analyses.renew(recording_id, renewal, wait_s)
        except NotFound:
            raise no_analysis_yet(recording.status.value, ended=recording.ended) from None
