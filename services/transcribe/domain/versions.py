"""The versions of a transcript: what each was made from, and by whom. None of them ever changes."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

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
