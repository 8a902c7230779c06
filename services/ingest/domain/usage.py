"""What was used, to be billed or not."""

from dataclasses import dataclass
from uuid import UUID, uuid5

from services.ingest.domain.recording import Recording

AUDIO_SECONDS = "audio_seconds"


@dataclass(frozen=True)
class UsageRecorded:
    """One act of ours. `act_id` is the same however often it is told."""

    act_id: UUID
    tenant_id: UUID
    user_id: UUID
    recording_id: UUID | None
    operation: str
    units: float
    unit: str


def prepared_use(recording: Recording) -> UsageRecorded:
    """A recording that was decoded."""
    return UsageRecorded(
        act_id=uuid5(recording.id, "prepare"),
        tenant_id=recording.tenant_id,
        user_id=recording.user_id,
        recording_id=recording.id,
        operation="prepare",
        units=recording.audio.duration_s if recording.audio else 0.0,
        unit=AUDIO_SECONDS,
    )
