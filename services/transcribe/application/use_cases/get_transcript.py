"""Hand out a finished transcript."""

from dataclasses import dataclass
from uuid import UUID

from chassis.errors import NotFound
from services.transcribe.application.ports.jobs import Transcripts
from services.transcribe.domain.transcript import Transcript


@dataclass(frozen=True)
class GetTranscript:
    """Business rules: only finished transcripts are handed out, and only to their own tenant; to others it
    looks as if there were none."""

    transcripts: Transcripts

    def __call__(self, tenant_id: UUID, recording_id: UUID) -> Transcript:
        """Raises `NotFound`."""
        transcript = self.transcripts.find(tenant_id, recording_id)
        if transcript is None:
            raise NotFound("There is no finished transcript of this recording.", code="transcript_not_found")
        return transcript
