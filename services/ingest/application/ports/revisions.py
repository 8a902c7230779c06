"""The versions of transcripts, and places in them; transcribe owns them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from services.ingest.application.ports.results import Document

NEWEST = 0
"""Instead of a version's number."""


class TranscriptFormat(StrEnum):
    TXT = "txt"
    MD = "md"
    SRT = "srt"
    VTT = "vtt"
    TSV = "tsv"
    JSON = "json"


class TranscriptText(StrEnum):
    CLEAN = "clean"
    VERBATIM = "verbatim"


@dataclass(frozen=True)
class WordChange:
    """`replace` makes the word's text `text`, and an empty one deletes it; `insert` puts `text` behind it."""

    word_id: int
    action: str
    text: str


@dataclass(frozen=True)
class Found:
    """A part of what a search finds."""

    hits: Sequence[Mapping[str, object]]
    following: str
    """Where to go on; empty at the end."""


class Revisions(Protocol):
    """Asks on behalf of the caller whose request this is.

    Each raises `NotFound` where there is no transcript or no such version, and `Unavailable` when transcribe
    can't be reached.
    """

    def read(self, recording_id: UUID, version: int) -> Mapping[str, object]: ...

    def versions(self, recording_id: UUID) -> Mapping[str, object]:
        """`versions`, the newest first, and `proofreading` where it was asked for."""
        ...

    def raw(self, recording_id: UUID) -> Sequence[Mapping[str, object]]:
        """What the engines answered, piece by piece: `number`, `start_s`, `end_s` and `answer`."""
        ...

    def edit(self, recording_id: UUID, base: int, changes: Sequence[WordChange]) -> Mapping[str, object]:
        """The new version. Raises `Conflict` where `base` is not the newest one, and `InvalidInput`."""
        ...

    def proofread(self, recording_id: UUID) -> None:
        """Asks for a proofread version. Raises `Conflict` while one is being made."""
        ...

    def export(
        self, recording_id: UUID, form: TranscriptFormat, text: TranscriptText, version: int
    ) -> Document: ...

    def search(self, query: str, limit: int, after: str) -> Found: ...
