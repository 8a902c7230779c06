"""Places in transcripts."""

import re
from dataclasses import dataclass
from typing import Self
from uuid import UUID

from chassis.errors import InvalidInput
from services.transcribe.domain.audio import Span

MAX_QUERY_CHARS = 200
MAX_HITS = 100
_POSITION = re.compile(r"(?P<recording>[0-9a-f-]{36}):(?P<segment>[0-9]{1,9})", re.ASCII)


@dataclass(frozen=True)
class Position:
    """Hits are ordered by the recording, the newest first, and then by time."""

    recording_id: UUID
    segment_id: int

    def __str__(self) -> str:
        return f"{self.recording_id}:{self.segment_id}"

    @classmethod
    def read(cls, text: str) -> Self:
        """Raises InvalidInput for what was no position."""
        match = _POSITION.fullmatch(text)
        try:
            return cls(UUID(match["recording"]), int(match["segment"])) if match else cls._refuse()
        except ValueError:
            return cls._refuse()

    @classmethod
    def _refuse(cls) -> Self:
        raise InvalidInput("The position is not one of this search.", code="invalid_cursor")


@dataclass(frozen=True)
class Hit:
    """A segment in which the words occur."""

    recording_id: UUID
    segment_id: int
    span: Span
    text: str
    word_ids: tuple[int, ...]
    """The words that match, in order."""

    @property
    def position(self) -> Position:
        return Position(self.recording_id, self.segment_id)
