"""End a job that cannot be done."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from services.transcribe.application.ports.jobs import Cause, TranscriptionJobs


@dataclass(frozen=True)
class GiveUpTranscription:
    """Business rules: the client learns that the recording failed and why, operators get the order as a dead
    letter, both or neither. A job that has ended keeps its outcome."""

    jobs: TranscriptionJobs

    def __call__(
        self, tenant_id: UUID, recording_id: UUID, problem: Mapping[str, object], cause: Cause
    ) -> None:
        self.jobs.fail(tenant_id, recording_id, problem, cause)
