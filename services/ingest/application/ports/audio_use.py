"""How much audio is worked on for a user."""

from typing import Protocol
from uuid import UUID

from services.ingest.domain.allowance import AudioUsed
from services.ingest.domain.recording import Recording


class AudioUse(Protocol):
    """Of the transaction's tenant, in the last 24 hours. What was worked on counts, deleted or not."""

    def of(self, user_id: UUID, limit_s: float | None) -> AudioUsed: ...

    def lock(self, user_id: UUID) -> None:
        """Nobody else adds to it until the transaction ends."""
        ...

    def add(self, recording: Recording, audio_s: float) -> None:
        """Once for each recording."""
        ...
