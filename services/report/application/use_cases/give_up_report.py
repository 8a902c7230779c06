"""The end of a report that can't be made."""

from dataclasses import dataclass

from chassis.errors import Problem
from services.report.application.ports.messages import Cause, Message
from services.report.application.ports.report_jobs import ReportJobs
from services.report.domain.events import ReportFailed
from services.report.domain.job import Job


@dataclass(frozen=True)
class GiveUpReport:
    """Ends the work on a report that failed too often, or can never succeed.

    - The client learns why from the problem document; the message is kept as a dead letter.
    - A report that is already there is not taken away.
    - Nothing is said about a recording that was deleted meanwhile: its owner asked to forget it.
    """

    jobs: ReportJobs

    def __call__(self, job: Job, problem: Problem, letter: Message, cause: Cause) -> None:
        self.jobs.give_up(job, ReportFailed(job.recording_id, problem), letter, cause)
