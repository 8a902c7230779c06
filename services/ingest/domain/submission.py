"""What a client says about a recording when it sends it, and what of that is accepted."""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from services.ingest.domain.errors import invalid_field

LANGUAGES = ("en",)
"""Primary subtags (BCP 47) that some engine of the platform understands."""

ANALYSES = ("pause", "pace", "fluency", "fillers", "reading")
MAX_TITLE_CHARS = 200
MAX_REFERENCE_CHARS = 20_000
_MAX_LANGUAGE_CHARS = 35
FIELDS = ("title", "language", "reference_text", "profile", "analyses")


class Profile(StrEnum):
    """Which bands the measures are compared with."""

    PRESENTATION = "presentation"
    INTERVIEW = "interview"
    CONVERSATION = "conversation"
    READING = "reading"
    PODCAST = "podcast"


@dataclass(frozen=True)
class Submission:
    """The fields of a recording, accepted."""

    title: str
    language: str
    reference_text: str
    profile: Profile
    analyses: tuple[str, ...]

    def fingerprint(self) -> str:
        """The fields as one text, the same for the same fields: half of an upload's fingerprint."""
        parts = (self.title, self.language, self.reference_text, self.profile.value, *self.analyses)
        return "".join(f"{len(part)}:{part}" for part in parts)


def accept(fields: Mapping[str, Sequence[str]]) -> Submission:
    """Check the fields as a form or a query string brings them: names with one value or several."""
    for name, values in fields.items():
        _check_name(name, values)
    reference_text = _text(fields, "reference_text", MAX_REFERENCE_CHARS, lines=True)
    return Submission(
        title=_text(fields, "title", MAX_TITLE_CHARS, lines=False),
        language=_language(_single(fields, "language") or "en"),
        reference_text=reference_text,
        profile=_profile(_single(fields, "profile"), reads=bool(reference_text)),
        analyses=_analyses(fields.get("analyses", ())),
    )


def _check_name(name: str, values: Sequence[str]) -> None:
    if name not in FIELDS:
        raise invalid_field(name[:64], f"is not a field of a recording; the fields are {', '.join(FIELDS)}.")
    if name != "analyses" and len(values) > 1:
        raise invalid_field(name, "is given more than once; give it once.")


def _single(fields: Mapping[str, Sequence[str]], name: str) -> str:
    values = fields.get(name, ())
    return values[0].strip() if values else ""


def _text(fields: Mapping[str, Sequence[str]], name: str, limit: int, *, lines: bool) -> str:
    text = _single(fields, name)
    if len(text) > limit:
        raise invalid_field(name, f"has {len(text)} characters; at most {limit} are accepted.")
    return text if not any(_is_control(letter, lines=lines) for letter in text) else _refuse_control(name)


def _is_control(letter: str, *, lines: bool) -> bool:
    """Control characters, lone surrogates, direction overrides; line ends are fine where text has lines."""
    if lines and letter in "\n\r\t":
        return False
    return (
        unicodedata.category(letter) in {"Cc", "Cs"}
        or letter in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
    )


def _refuse_control(name: str) -> str:
    raise invalid_field(name, "holds control characters; plain text is accepted.")


def _language(tag: str) -> str:
    primary = tag.replace("_", "-").split("-")[0].lower()
    if (
        primary not in LANGUAGES
        or len(tag) > _MAX_LANGUAGE_CHARS
        or not tag.replace("-", "").replace("_", "").isalnum()
    ):
        raise invalid_field(
            "language", f"is not available; available are {', '.join(LANGUAGES)} (also with a region)."
        )
    return tag.replace("_", "-")


def _profile(name: str, *, reads: bool) -> Profile:
    if not name:
        return Profile.READING if reads else Profile.PRESENTATION
    try:
        return Profile(name)
    except ValueError:
        raise invalid_field("profile", f"is none of {', '.join(Profile)}.") from None


def _analyses(values: Sequence[str]) -> tuple[str, ...]:
    """Given one by one or in one value with commas; empty means all."""
    names = tuple(
        dict.fromkeys(name.strip() for value in values for name in value.split(",") if name.strip())
    )
    if any(name not in ANALYSES for name in names):
        raise invalid_field("analyses", f"holds an unknown name; known are {', '.join(ANALYSES)}.")
    return tuple(sorted(names))
