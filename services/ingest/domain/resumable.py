"""An upload that arrives in pieces, over any number of connections, and becomes a recording in the end.

Whoever writes takes the upload over: a writer that was cut off may not know it yet, and what it brings
later no longer counts.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Self
from uuid import UUID

from services.ingest.domain.allowance import NO_LIMITS, Allowance
from services.ingest.domain.recording import tenant_folder
from services.ingest.domain.upload_errors import concatenation_is_closed, wrong_offset

FINISHING_LEASE_S = 60.0
"""How long one that is making the recording may be silent until another makes it."""


class Kind(StrEnum):
    """A recording's bytes, a part of them, or the parts put together (tus: Upload-Concat)."""

    WHOLE = "whole"
    PARTIAL = "partial"
    FINAL = "final"


@dataclass(frozen=True)
class Part:
    """Bytes that are stored durably; `start` is their place in the upload."""

    start: int
    size: int
    key: str


@dataclass(frozen=True)
class ResumableUpload:
    """One snapshot. `length` is None until the client has said it; `writer` counts those who took it over.

    `metadata` is what came with it, word for word; `fields` are those of the recording in it.
    """

    id: UUID
    tenant_id: UUID
    user_id: UUID
    kind: Kind
    length: int | None
    metadata: str
    created_at: datetime
    expires_at: datetime
    fields: Mapping[str, list[str]] = field(default_factory=dict)
    partials: tuple[UUID, ...] = ()
    offset: int = 0
    writer: int = 0
    finishing_until: datetime | None = None
    recording_id: UUID | None = None
    allowance: Allowance = NO_LIMITS

    @property
    def is_complete(self) -> bool:
        """All bytes are there."""
        return self.length is not None and self.offset == self.length

    @property
    def waits_to_be_finished(self) -> bool:
        """Complete, and no recording yet."""
        return self.is_complete and self.kind is not Kind.PARTIAL and self.recording_id is None

    @property
    def folder(self) -> str:
        return upload_folder(self.tenant_id, self.id)

    def part_key(self, start: int) -> str:
        """No two writers have one in common."""
        return f"{self.folder}{self.writer}-{start}"

    def taken_over(self, offset: int) -> Self:
        """By a writer that goes on at `offset`."""
        if self.kind is Kind.FINAL:
            raise concatenation_is_closed()
        if offset != self.offset:
            raise wrong_offset(offset, self.offset)
        return replace(self, writer=self.writer + 1)

    def is_free_to_finish(self, now: datetime) -> bool:
        return self.waits_to_be_finished and (self.finishing_until is None or self.finishing_until <= now)

    def finishing(self, now: datetime) -> Self:
        """By one more writer: the name of its attempt, which no other has."""
        return replace(self.still_finishing(now), writer=self.writer + 1)

    def still_finishing(self, now: datetime) -> Self:
        return replace(self, finishing_until=now + timedelta(seconds=FINISHING_LEASE_S))


def upload_folder(tenant_id: UUID, upload_id: UUID) -> str:
    return f"{tenant_folder(tenant_id)}uploads/{upload_id}/"
