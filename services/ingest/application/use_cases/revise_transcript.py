"""A client reads, corrects and takes away the versions of a transcript."""

from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar
from uuid import UUID

from chassis.errors import NotFound
from services.ingest.application.ports.results import Document
from services.ingest.application.ports.revisions import (
    Revisions,
    TranscriptFormat,
    TranscriptText,
    WordChange,
)
from services.ingest.application.use_cases.get_recording import GetRecording
from services.ingest.domain.errors import no_transcript_yet

T = TypeVar("T")
_OTHER_VERSIONS = "transcript_version_not_found"


class ReviseTranscript:
    """A recording that is not the caller's is not found; one without a transcript says so, with its status,
    and whether one may still come. Who edits another version than the newest is told.
    """

    def __init__(self, get: GetRecording, revisions: Revisions) -> None:
        self._get = get
        self._revisions = revisions

    def read(self, tenant_id: UUID, recording_id: UUID, version: int) -> Mapping[str, object]:
        return self._of(tenant_id, recording_id, lambda: self._revisions.read(recording_id, version))

    def versions(self, tenant_id: UUID, recording_id: UUID) -> Mapping[str, object]:
        return self._of(tenant_id, recording_id, lambda: self._revisions.versions(recording_id))

    def raw(self, tenant_id: UUID, recording_id: UUID) -> Sequence[Mapping[str, object]]:
        return self._of(tenant_id, recording_id, lambda: self._revisions.raw(recording_id))

    def edit(
        self, tenant_id: UUID, recording_id: UUID, base: int, changes: Sequence[WordChange]
    ) -> Mapping[str, object]:
        return self._of(tenant_id, recording_id, lambda: self._revisions.edit(recording_id, base, changes))

    def proofread(self, tenant_id: UUID, recording_id: UUID) -> None:
        self._of(tenant_id, recording_id, lambda: self._revisions.proofread(recording_id))

    def export(
        self,
        tenant_id: UUID,
        recording_id: UUID,
        form: TranscriptFormat,
        text: TranscriptText,
        version: int,
    ) -> Document:
        return self._of(
            tenant_id, recording_id, lambda: self._revisions.export(recording_id, form, text, version)
        )

    def _of(self, tenant_id: UUID, recording_id: UUID, ask: Callable[[], T]) -> T:
        recording = self._get(tenant_id, recording_id)
        try:
            return ask()
        except NotFound as error:
            if error.code == _OTHER_VERSIONS:
                raise
            raise no_transcript_yet(recording.status.value, ended=recording.ended) from None
