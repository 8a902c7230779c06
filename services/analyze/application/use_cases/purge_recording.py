"""A recording was deleted."""

from dataclasses import dataclass
from uuid import UUID

from services.analyze.application.ports.eraser import Eraser
from services.analyze.application.ports.messages import Cause
from services.analyze.domain.events import RecordingPurged


@dataclass(frozen=True)
class PurgeRecording:
    """Erases what is kept of a deleted recording.

    - The receipt is announced also where nothing was kept.
    - What arrives late for it is refused: a tombstone stays.
    """

    eraser: Eraser

    def __call__(self, tenant_id: UUID, recording_id: UUID, cause: Cause) -> None:
        self.eraser.erase_recording(tenant_id, RecordingPurged(recording_id), cause)
