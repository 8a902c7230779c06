"""Prompts: what engines and text models are told. A text never changes; a better one is a new version."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from chassis.errors import Fault, InvalidInput, NotFound
from services.transcribe.domain.edit_rules import is_visible

MAX_CHARS = 4_000


class PromptKind(StrEnum):
    TRANSCRIPTION = "transcription"
    """For engines that take a hint before they listen."""
    PROOFREADING = "proofreading"


@dataclass(frozen=True)
class Prompt:
    """One version of a kind; one of each kind is active."""

    kind: PromptKind
    version: int
    text: str
    active: bool
    created_at: datetime


def check_prompt(text: str) -> None:
    """Raises InvalidInput."""
    told = ""
    if not text.strip() or len(text) > MAX_CHARS:
        told = f"is 1 to {MAX_CHARS} characters long."
    elif not all(is_visible(character) or character in "\n\t" for character in text):
        told = "holds characters that can't be seen."
    if told:
        raise InvalidInput(f"`text` {told}", code="invalid_prompt", faults=[Fault("/text", told)])


def no_such_prompt() -> NotFound:
    return NotFound("There is no such prompt.", code="prompt_not_found")
