"""The versions of a transcript: what each was made from, and by whom. None of them ever changes."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from chassis.errors import Conflict, NotFound
from services.transcribe.domain.audio import Span
from services.transcribe.domain.words import Origin

KEPT = 50
"""So many of the newest are kept, and always the first."""


class Refusal(StrEnum):
    """Why a correction was not taken over; stable slugs."""

    CHANGES_TOO_MUCH = "changes_too_much"
    NO_SENSE = "no_sense"


@dataclass(frozen=True)
class RefusedCorrection:
    """A stretch whose words stayed as they were."""

    span: Span
    reason: Refusal


@dataclass(frozen=True)
class Proofreading:
    """How a text model corrected a transcript."""

    model: str
    prompt_version: int
    changed_words: int
    refused: tuple[RefusedCorrection, ...] = ()


@dataclass(frozen=True)
class Version:
    """Which version of its transcript this is."""

    number: int = 1
    origin: Origin = Origin.RECOGNIZED
    user_id: UUID | None = None
    """Who edited it; None for what a machine made."""
    last_word_id: int = 0
    """The highest id that a word of any version has had: ids are never used again. 0: that of the words."""
    proofreading: Proofreading | None = None


@dataclass(frozen=True)
class VersionEntry:
    """A version in the list of them."""

    number: int
    origin: Origin
    user_id: UUID | None
    created_at: datetime


def no_transcript() -> NotFound:
    return NotFound("There is no finished transcript of this recording.", code="transcript_not_found")


def no_such_version() -> NotFound:
    return NotFound("The transcript has no such version.", code="transcript_version_not_found")


def changed_meanwhile() -> Conflict:
    return Conflict(
        "The transcript has a newer version than the one you changed: read it, then repeat.",
        code="transcript_changed",
    )
