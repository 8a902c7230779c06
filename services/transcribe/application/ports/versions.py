"""The versions of transcripts, and places in them."""

from collections.abc import Sequence
from typing import Protocol
from uuid import UUID

from services.transcribe.domain.raw_answers import RawAnswer
from services.transcribe.domain.search import Hit, Position
from services.transcribe.domain.transcript import Transcript
from services.transcribe.domain.versions import VersionEntry


class TranscriptVersions(Protocol):
    """Each only for its own tenant."""

    def find(self, tenant_id: UUID, recording_id: UUID, version: int = 0) -> Transcript | None:
        """The newest version, or the asked one."""
        ...

    def entries(self, tenant_id: UUID, recording_id: UUID) -> Sequence[VersionEntry]:
        """The newest first; none where there is no transcript."""
        ...

    def add(self, transcript: Transcript) -> None:
        """Stores and announces the next version, in one transaction.

        Raises `Conflict` where another has its number, and `NotFound` where the recording was deleted.
        """
        ...


class TranscriptSearch(Protocol):
    def find(self, tenant_id: UUID, query: str, limit: int, after: Position | None = None) -> Sequence[Hit]:
        """Segments of newest versions that hold what the query asks for, in the order of `Position`.

        Queries are as people write them for search engines: words, "phrases", or, and -without.
        """
        ...


class RawAnswers(Protocol):
    def of(self, tenant_id: UUID, recording_id: UUID) -> Sequence[RawAnswer]:
        """In the order of time; none where the engines left none."""
        ...
