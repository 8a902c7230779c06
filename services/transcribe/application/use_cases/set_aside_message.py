"""Leave a message that cannot be handled to operators."""

from dataclasses import dataclass
from uuid import UUID

from services.transcribe.application.ports.jobs import Cause, TranscriptionJobs


@dataclass(frozen=True)
class SetAsideMessage:
    """Business rules: nothing is lost in silence; what cannot be handled is kept with its reason."""

    jobs: TranscriptionJobs

    def __call__(self, tenant_id: UUID, cause: Cause) -> None:
        self.jobs.set_aside(tenant_id, cause)
