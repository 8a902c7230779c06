"""What users tell about themselves, so that feedback fits them."""

import math
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any

from chassis.errors import InvalidInput

MAX_TEXT = 200
MAX_YEARS = 80
MAX_ENTRIES = 50
MAX_ANSWER = 1000
MAX_CHOICES = 20
_NAME = re.compile(r"[a-z][a-z0-9_.-]{0,63}", re.ASCII)
_UNPRINTABLE = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
"""Control characters, and those that change the direction of the text around them."""

Scalar = str | int | float | bool
Entries = Mapping[str, Scalar | tuple[str, ...]]


@dataclass(frozen=True)
class Profile:
    """Everything is optional. `preferences` belong to client programs, `onboarding` are the answers to the
    questions that they ask new users; to us both are names with values."""

    degree: str | None = None
    university: str | None = None
    target_position: str | None = None
    years_of_experience: float | None = None
    preferences: Entries = field(default_factory=dict)
    onboarding: Entries = field(default_factory=dict)

    def merged(self, change: Mapping[str, Any]) -> "Profile":
        """After a merge patch (RFC 7396): what is not named stays, None takes away. Raises InvalidInput."""
        values = {name: _CLEAN[name](getattr(self, name), change[name]) for name in change}
        return replace(self, **values)


def clean_text(text: str, name: str, longest: int) -> str:
    """Printable, composed, without margins."""
    clean = unicodedata.normalize("NFC", text).strip()
    if len(clean) > longest:
        raise InvalidInput(f"{name} has at most {longest} characters.")
    if any(unicodedata.category(character) in _UNPRINTABLE for character in clean):
        raise InvalidInput(f"{name} holds printable characters only.")
    return clean


def _line(name: str) -> Callable[[object, str | None], str | None]:
    def clean(_present: object, wanted: str | None) -> str | None:
        return (clean_text(wanted, name, MAX_TEXT) or None) if wanted is not None else None

    return clean


def _years(_present: object, wanted: float | None) -> float | None:
    if wanted is not None and not 0 <= wanted <= MAX_YEARS:
        raise InvalidInput(f"Years of experience are a number from 0 to {MAX_YEARS}.")
    return wanted


def _entries(name: str) -> Callable[[Entries, Mapping[str, Any] | None], Entries]:
    def merge(present: Entries, wanted: Mapping[str, Any] | None) -> Entries:
        if wanted is None:
            return {}
        values = {key: _value(name, value) for key, value in wanted.items() if value is not None}
        merged = {key: value for key, value in present.items() if key not in wanted} | values
        if len(merged) > MAX_ENTRIES or not all(map(_NAME.fullmatch, merged)):
            raise InvalidInput(
                f"{name} has at most {MAX_ENTRIES} entries, with names of at most 64 characters in lower case"
                " (a to z, 0 to 9, `_`, `.`, `-`)."
            )
        return merged

    return merge


def _value(name: str, value: object) -> Scalar | tuple[str, ...]:
    match value:
        case str() if len(value) <= MAX_ANSWER:
            return "\n".join(clean_text(line, name, MAX_ANSWER) for line in value.split("\n"))
        case bool() | int():
            return value
        case float() if math.isfinite(value):
            return value
        case list() | tuple() if len(value) <= MAX_CHOICES and all(isinstance(each, str) for each in value):
            return tuple(clean_text(each, name, MAX_TEXT) for each in value)
    raise InvalidInput(
        f"An entry of {name} is a text of at most {MAX_ANSWER} characters, a number, true or false, or a list"
        f" of at most {MAX_CHOICES} texts."
    )


_CLEAN: Mapping[str, Callable[..., Any]] = {
    "degree": _line("A degree"),
    "university": _line("A university"),
    "target_position": _line("A target position"),
    "years_of_experience": _years,
    "preferences": _entries("preferences"),
    "onboarding": _entries("onboarding"),
}
FIELDS = tuple(each.name for each in fields(Profile))
