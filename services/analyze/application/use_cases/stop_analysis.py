"""A recording was cancelled."""

from dataclasses import dataclass
from uuid import UUID

from services.analyze.application.ports.analysis_jobs import AnalysisJobs
from services.analyze.application.ports.messages import Cause


@dataclass(frozen=True)
class StopAnalysis:
    """Stops the work on a cancelled recording.

    - An attempt that is being made can't finish, and no other begins, in whatever order events arrive.
    - An analysis that was finished before the cancellation stays.
    """

    jobs: AnalysisJobs

    def __call__(self, tenant_id: UUID, recording_id: UUID, cause: Cause) -> None:
        self.jobs.stop(tenant_id, recording_id, cause)
