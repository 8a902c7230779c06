"""Where finished reports are found."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol
from uuid import UUID

Format = Literal["json", "markdown"]


@dataclass(frozen=True)
class StoredDocument:
    """A report in one format, with what its file name is made of."""

    report_id: UUID
    title: str
    content: bytes
    created_at: datetime


class ReportShelf(Protocol):
    """Finished reports, one per recording."""

    def find(self, tenant_id: UUID, recording_id: UUID, form: Format) -> StoredDocument | None:
        """None where there is no report, or it is another tenant's."""
