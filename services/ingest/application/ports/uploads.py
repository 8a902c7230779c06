"""Uploads that arrive in pieces, as they are remembered."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from services.ingest.domain.resumable import Part, ResumableUpload


class Uploads(Protocol):
    """The uploads of the transaction's tenant; no other tenant's exists here."""

    def add(self, upload: ResumableUpload) -> None: ...

    def find(self, upload_id: UUID) -> ResumableUpload | None: ...

    def lock(self, upload_id: UUID) -> ResumableUpload | None:
        """Find it and keep others from changing it until the transaction ends."""
        ...

    def save(self, upload: ResumableUpload) -> None: ...

    def unfinished(self) -> int:
        """How many have no recording yet."""
        ...

    def add_part(self, upload_id: UUID, part: Part) -> None: ...

    def parts(self, upload_id: UUID) -> Sequence[Part]:
        """In the order of their places."""
        ...

    def remove(self, upload_id: UUID) -> bool:
        """With its parts. False where there is none."""
        ...


class UploadInventory(Protocol):
    """Across tenants, for housekeeping only: tenants with their uploads."""

    def expired(self, now: datetime) -> Sequence[tuple[UUID, UUID]]: ...

    def unattended(self, now: datetime) -> Sequence[tuple[UUID, UUID]]:
        """Complete, without a recording, and nobody is making one."""
        ...
