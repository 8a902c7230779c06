"""What ingest knows of a recording."""

from typing import Protocol
from uuid import UUID


class Recordings(Protocol):
    def reference_text(self, tenant_id: UUID, recording_id: UUID) -> str:
        """The text that was to be read; empty for free speech. Raises `NotFound` once it is deleted."""
        ...
