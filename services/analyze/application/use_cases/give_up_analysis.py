"""The end of an analysis that can't be made."""

from dataclasses import dataclass
from uuid import UUID

from chassis.errors import Problem
from services.analyze.application.ports.analysis_jobs import AnalysisJobs
from services.analyze.application.ports.messages import Cause, Message
from services.analyze.domain.events import AnalysisFailed


@dataclass(frozen=True)
class GiveUpAnalysis:
    """Ends the work on an analysis that failed too often, or can never succeed.

    - The client learns why from the problem document; the message is kept as a dead letter.
    - An analysis that is already there is not taken away.
    - Nothing is said about a recording that was deleted meanwhile: its owner asked to forget it.
    """

    jobs: AnalysisJobs

    def __call__(
        self, tenant_id: UUID, recording_id: UUID, problem: Problem, letter: Message, cause: Cause
    ) -> None:
        self.jobs.give_up(tenant_id, AnalysisFailed(recording_id, problem), letter, cause)
