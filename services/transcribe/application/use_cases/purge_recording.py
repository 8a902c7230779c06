"""Delete everything about a recording."""

from dataclasses import dataclass
from uuid import UUID

from services.transcribe.application.ports.jobs import Cause, Erasure


@dataclass(frozen=True)
class PurgeRecording:
    """Business rules: transcript and job are gone when the receipt is announced, and work that is still under
    way can't bring them back."""

    erasure: Erasure

    def __call__(self, tenant_id: UUID, recording_id: UUID, cause: Cause) -> None:
        self.erasure.erase_recording(tenant_id, recording_id, cause)
