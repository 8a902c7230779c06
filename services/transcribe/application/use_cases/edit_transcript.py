"""Change words of a transcript by hand."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from services.transcribe.application.ports.surroundings import Clock
from services.transcribe.application.ports.versions import TranscriptVersions
from services.transcribe.domain.edit_rules import check_edits
from services.transcribe.domain.edits import WordEdit, revise
from services.transcribe.domain.transcript import Transcript
from services.transcribe.domain.versions import Version, changed_meanwhile, no_transcript
from services.transcribe.domain.words import Origin


@dataclass(frozen=True)
class EditTranscript:
    """Business rules:

    - All edits of a request make one new version, or none does.
    - Only the newest version is edited: of two who edit the same one, the second is told.
    - Ids and times of untouched words stay, so that measures and reports still point at them.
    """

    versions: TranscriptVersions
    clock: Clock

    def __call__(
        self, tenant_id: UUID, user_id: UUID, recording_id: UUID, base: int, edits: Sequence[WordEdit]
    ) -> Transcript:
        """Raises `NotFound`, `Conflict` and `InvalidInput`."""
        newest = self.versions.find(tenant_id, recording_id)
        if newest is None:
            raise no_transcript()
        if newest.version.number != base:
            raise changed_meanwhile()
        check_edits(edits, newest.content.words)
        revised = revise(newest.content, edits, Origin.EDITED, newest.version.last_word_id)
        version = Version(base + 1, Origin.EDITED, user_id, revised.last_word_id)
        edited = replace(newest, content=revised.content, created_at=self.clock.now(), version=version)
        self.versions.add(edited)
        return edited
