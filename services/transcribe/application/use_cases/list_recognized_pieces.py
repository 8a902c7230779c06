"""Hand out the text of a transcript while it comes."""

from dataclasses import dataclass
from uuid import UUID

from chassis.errors import NotFound
from services.transcribe.application.ports.pieces import Passages, RecognizedPieces


@dataclass(frozen=True)
class ListRecognizedPieces:
    """Business rules: pieces are handed out in order and without gaps, only to their own tenant."""

    pieces: RecognizedPieces

    def __call__(self, tenant_id: UUID, recording_id: UUID, after: int) -> Passages:
        """Raises `NotFound`."""
        passages = self.pieces.after(tenant_id, recording_id, after)
        if passages is None:
            raise NotFound("There is no transcription of this recording.", code="transcript_not_found")
        return passages
