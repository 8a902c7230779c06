"""A recording was cancelled."""

from dataclasses import dataclass
from uuid import UUID

from services.report.application.ports.messages import Cause
from services.report.application.ports.report_jobs import ReportJobs


@dataclass(frozen=True)
class StopReport:
    """Stops the work on a cancelled recording.

    - An attempt that is being made can't finish, and no other begins, in whatever order events arrive.
    - A report that was finished before the cancellation stays.
    """

    jobs: ReportJobs

    def __call__(self, tenant_id: UUID, recording_id: UUID, cause: Cause) -> None:
        self.jobs.stop(tenant_id, recording_id, cause)
