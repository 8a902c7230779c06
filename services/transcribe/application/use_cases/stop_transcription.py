"""Stop the work on a recording."""

from dataclasses import dataclass
from uuid import UUID

from services.transcribe.application.ports.jobs import Cause, TranscriptionJobs


@dataclass(frozen=True)
class StopTranscription:
    """Business rules: a job under way stops at its next piece, one that has not begun never will; a finished
    transcript stays."""

    jobs: TranscriptionJobs

    def __call__(self, tenant_id: UUID, recording_id: UUID, cause: Cause) -> None:
        self.jobs.cancel(tenant_id, recording_id, cause)
