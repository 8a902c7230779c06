"""Hand out a finished transcript."""

from dataclasses import dataclass
from uuid import UUID

from services.transcribe.application.ports.versions import TranscriptVersions
from services.transcribe.domain.transcript import Transcript
from services.transcribe.domain.versions import no_such_version, no_transcript


@dataclass(frozen=True)
class GetTranscript:
    """Business rules: only finished transcripts are handed out, and only to their own tenant; to others it
    looks as if there were none. The newest version unless another is asked for."""

    versions: TranscriptVersions

    def __call__(self, tenant_id: UUID, recording_id: UUID, version: int = 0) -> Transcript:
        """Raises `NotFound`."""
        transcript = self.versions.find(tenant_id, recording_id, version)
        if transcript is None:
            raise no_such_version() if version > 1 else no_transcript()
        return transcript
