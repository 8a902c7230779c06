"""List the versions of a transcript."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from services.transcribe.application.ports.versions import TranscriptVersions
from services.transcribe.domain.versions import VersionEntry, no_transcript


@dataclass(frozen=True)
class ListTranscriptVersions:
    """Business rules: the newest first; the recognised one is always among them, of the others the newest."""

    versions: TranscriptVersions

    def __call__(self, tenant_id: UUID, recording_id: UUID) -> Sequence[VersionEntry]:
        """Raises `NotFound`."""
        entries = self.versions.entries(tenant_id, recording_id)
        if not entries:
            raise no_transcript()
        return entries
