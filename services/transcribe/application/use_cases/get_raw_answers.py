"""Hand out what the engines answered."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from services.transcribe.application.ports.versions import RawAnswers, TranscriptVersions
from services.transcribe.domain.raw_answers import RawAnswer
from services.transcribe.domain.versions import no_transcript


@dataclass(frozen=True)
class GetRawAnswers:
    """Business rules: only of finished transcripts, and only to their own tenant. Engines that give nothing
    but words leave none."""

    versions: TranscriptVersions
    answers: RawAnswers

    def __call__(self, tenant_id: UUID, recording_id: UUID) -> Sequence[RawAnswer]:
        """In the order of time. Raises `NotFound`."""
        if not self.versions.entries(tenant_id, recording_id):
            raise no_transcript()
        return self.answers.of(tenant_id, recording_id)
