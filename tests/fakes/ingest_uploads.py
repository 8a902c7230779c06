"""ingest's uploads port in memory; it passes the same suite as the one on Postgres."""

from collections.abc import Sequence
from uuid import UUID

from services.ingest.domain.resumable import Part, ResumableUpload


class MemoryUploads:
    def __init__(
        self, uploads: dict[UUID, ResumableUpload], parts: dict[UUID, list[Part]], tenant_id: UUID
    ) -> None:
        self._uploads = uploads
        self._parts = parts
        self._tenant_id = tenant_id

    def add(self, upload: ResumableUpload) -> None:
        assert upload.tenant_id == self._tenant_id
        self._uploads[upload.id] = upload

    def find(self, upload_id: UUID) -> ResumableUpload | None:
        found = self._uploads.get(upload_id)
        return found if found and found.tenant_id == self._tenant_id else None

    def lock(self, upload_id: UUID) -> ResumableUpload | None:
        return self.find(upload_id)

    def save(self, upload: ResumableUpload) -> None:
        if self.find(upload.id):
            self._uploads[upload.id] = upload

    def unfinished(self) -> int:
        own = [found for found in self._uploads.values() if found.tenant_id == self._tenant_id]
        return sum(upload.recording_id is None for upload in own)

    def add_part(self, upload_id: UUID, part: Part) -> None:
        self._parts.setdefault(upload_id, []).append(part)

    def parts(self, upload_id: UUID) -> Sequence[Part]:
        return sorted(self._parts.get(upload_id, ()), key=lambda part: part.start)

    def remove(self, upload_id: UUID) -> bool:
        if self.find(upload_id) is None:
            return False
        del self._uploads[upload_id]
        self._parts.pop(upload_id, None)
        return True
