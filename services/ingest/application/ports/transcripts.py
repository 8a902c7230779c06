"""The words of recordings, for those who wait for them; transcribe owns them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from services.ingest.application.ports.results import Document


@dataclass(frozen=True)
class Piece:
    """Recognised words of a part of a recording, in the order of time from 1."""

    number: int
    text: str


class Transcripts(Protocol):
    """Asked for the tenant: who waits was known when the wait began, and an access token may end before it.

    Each raises `NotFound` where there is none, and `Unavailable` when transcribe can't be reached.
    """

    def transcript(self, tenant_id: UUID, recording_id: UUID) -> Mapping[str, object]: ...

    def document(self, tenant_id: UUID, recording_id: UUID, kind: str) -> Document:
        """txt, srt, vtt or tsv, in the words of the clean text."""
        ...

    def pieces(self, tenant_id: UUID, recording_id: UUID, after: int) -> Sequence[Piece]:
        """Those behind the piece `after` that are recognised without a gap."""
        ...
