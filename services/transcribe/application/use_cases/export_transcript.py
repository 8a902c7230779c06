"""Hand out a transcript as a document."""

from dataclasses import dataclass
from uuid import UUID

from services.transcribe.application.use_cases.get_transcript import GetTranscript
from services.transcribe.domain.exports.document import Document, Format, export
from services.transcribe.domain.exports.passages import TextKind


@dataclass(frozen=True)
class ExportTranscript:
    """Business rules: any version in any format; what was said is never taken for markup of the format."""

    get_transcript: GetTranscript

    def __call__(
        self, tenant_id: UUID, recording_id: UUID, form: Format, text: TextKind, version: int
    ) -> Document:
        """Raises `NotFound`."""
        return export(self.get_transcript(tenant_id, recording_id, version), form, text)
