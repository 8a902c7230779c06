"""Where an analysis gets its material from."""

from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol
from uuid import UUID

from services.analyze.domain.job import Recording
from services.analyze.domain.material import Transcript


class RecordingReader(Protocol):
    """Raises NotFound for what is not there, or not this tenant's."""

    def recording(self, tenant_id: UUID, recording_id: UUID) -> Recording: ...


class TranscriptReader(Protocol):
    """Raises NotFound for what is not there, or not this tenant's."""

    def transcript(self, tenant_id: UUID, recording_id: UUID) -> Transcript: ...


class AudioReader(Protocol):
    def audio(self, key: str) -> AbstractContextManager[Path]:
        """A local file with the prepared audio, there as long as the block; NotFound where there is none."""
        ...
