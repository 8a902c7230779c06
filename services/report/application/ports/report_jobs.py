"""The state of the work on each recording's report. Every call is one transaction."""

from typing import Protocol
from uuid import UUID

from services.report.application.ports.messages import Cause, Message
from services.report.domain.events import ReportCompleted, ReportFailed
from services.report.domain.job import Attempt, FinishedReport, Job


class ReportJobs(Protocol):
    """Nothing is stored of a recording or tenant that was deleted: the calls then do nothing."""

    def begin(self, job: Job) -> Attempt | None:
        """Counts a new attempt before it is made, and fences out the older ones.

        None where there is nothing to do: the analysis has its report or a newer one is being reported,
        or the recording was cancelled or deleted.
        """

    def finish(self, attempt: Attempt, report: FinishedReport, event: ReportCompleted, cause: Cause) -> None:
        """Stores the report in place of an older one, announces it and remembers the cause, together.

        Raises AttemptSuperseded when another attempt has begun since.
        """

    def give_up(self, job: Job, event: ReportFailed, letter: Message, cause: Cause) -> None:
        """Marks the work as failed, announces it and writes the dead letter, together and once.

        The cause stays open: its message, sent again from the dead letters, begins the work anew.
        A job that was finished, cancelled or taken over by a newer analysis is not failed.
        """

    def stop(self, tenant_id: UUID, recording_id: UUID, cause: Cause) -> None:
        """No attempt at this recording may finish or begin any more; a finished report stays."""
