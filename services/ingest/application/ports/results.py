"""What the later stages made of a recording; they own it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol
from uuid import UUID


class ReportFormat(StrEnum):
    JSON = "json"
    MARKDOWN = "markdown"


@dataclass(frozen=True)
class Document:
    """A file for people or programs, ready to be handed out."""

    media_type: str
    filename: str
    content: bytes


class Results(Protocol):
    """Asks the owners on behalf of the caller whose request this is.

    Each raises `NotFound` until there is one, and `Unavailable` when its owner can't be reached.
    """

    def metrics(self) -> Mapping[str, object]:
        """The definitions of all measures; they are nobody's recording."""
        ...

    def report(self, recording_id: UUID, kind: ReportFormat) -> Document: ...
