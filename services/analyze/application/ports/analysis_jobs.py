"""The state of the work on each recording's analysis. Every call is one transaction."""

from typing import Protocol
from uuid import UUID

from services.analyze.application.ports.messages import Cause, Message
from services.analyze.domain.analysis import Analysis
from services.analyze.domain.events import AnalysisFailed
from services.analyze.domain.job import Attempt, Job, Renewal, Wish


class AnalysisJobs(Protocol):
    """Nothing is stored of a recording or tenant that was deleted: the calls then do nothing."""

    def request(self, tenant_id: UUID, user_id: UUID | None, recording_id: UUID, wish: Wish) -> int:
        """Promises one more version and announces the work on it, together; returns its number.

        Raises AnalysisNotFound, and AnalysisUnderWay while a version is being made.
        """
        ...

    def begin(self, work: Job | Renewal) -> Attempt | None:
        """Counts a new attempt before it is made, and fences out the older ones.

        None where there is nothing to do: the transcript has its analysis, the version is there, or the
        recording was cancelled or deleted.
        """
        ...

    def finish(self, attempt: Attempt, analysis: Analysis, cause: Cause) -> None:
        """Stores the version, announces it and remembers the cause, together.

        Raises AttemptSuperseded when another attempt has begun since.
        """
        ...

    def give_up(self, tenant_id: UUID, event: AnalysisFailed, letter: Message, cause: Cause) -> None:
        """Marks the work as failed, announces it and writes the dead letter, together and once.

        The cause stays open: its message, sent again from the dead letters, begins the work anew.
        """
        ...

    def stop(self, tenant_id: UUID, recording_id: UUID, cause: Cause) -> None:
        """No attempt at this recording may finish or begin any more; a finished analysis stays."""
        ...
