"""What a client says about a recording when it sends it, and what of that is accepted."""

import re
from collections.abc import Sequence
from dataclasses import astuple, dataclass, field
from enum import StrEnum

from services.ingest.domain import fields as given
from services.ingest.domain.brief import BRIEF_FIELDS, LISTS, Brief, accept_brief
from services.ingest.domain.errors import invalid_field
from services.ingest.domain.fields import FieldValues
from services.ingest.domain.transcription import AUTO, Transcription, accept_transcription

ANALYSES = (
    "pause",
    "pace",
    "fluency",
    "fillers",
    "wording",
    "prosody",
    "voice",
    "reading",
    "inclusive",
    "pronunciation",
    "domain",
    "communication",
)
MAX_TITLE_CHARS = 200
MAX_REFERENCE_CHARS = 20_000
_MAX_LANGUAGE_CHARS = 35
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*", re.ASCII)
"""The shape of BCP 47; which languages there are is for the engines to say."""

_TRANSCRIPTION = ("engine", "model", "prompt", "task", "speakers", "transcript_only")
_LISTS = frozenset({"analyses", *LISTS})
FIELDS = (
    "title", "language", "reference_text", "profile", "analyses",
    *_TRANSCRIPTION, "start", "end", *BRIEF_FIELDS,
)  # fmt: skip


class Profile(StrEnum):
    """Which bands the measures are compared with."""

    PRESENTATION = "presentation"
    INTERVIEW = "interview"
    CONVERSATION = "conversation"
    READING = "reading"
    PODCAST = "podcast"


@dataclass(frozen=True)
class Trim:
    """The part of the upload that is worked on, in its seconds; without an end it goes on to the last."""

    start_s: float = 0.0
    end_s: float | None = None


@dataclass(frozen=True)
class Submission:
    """The fields of a recording, accepted."""

    title: str
    language: str
    reference_text: str
    profile: Profile
    analyses: tuple[str, ...]
    transcription: Transcription = field(default_factory=Transcription)
    trim: Trim = field(default_factory=Trim)
    brief: Brief = field(default_factory=Brief)

    @property
    def primary_language(self) -> str:
        """The first subtag: which language, whatever the region or script; or `auto`."""
        return self.language.partition("-")[0].lower()

    def fingerprint(self) -> str:
        """The fields as one text, the same for the same fields: half of an upload's fingerprint."""
        texts = (self.title, self.language, self.reference_text, self.profile.value)
        wishes = (*astuple(self.transcription), *astuple(self.trim), *astuple(self.brief))
        parts = (*texts, *map(str, wishes), *self.analyses)
        return "".join(f"{len(part)}:{part}" for part in parts)


def accept(fields: FieldValues) -> Submission:
    """Check the fields as a form or a query string brings them: names with one value or several."""
    for name, values in fields.items():
        _check_name(name, values)
    reference_text = given.text(fields, "reference_text", MAX_REFERENCE_CHARS, lines=True)
    return Submission(
        title=given.text(fields, "title", MAX_TITLE_CHARS, lines=False),
        language=_language(given.single(fields, "language") or "en"),
        reference_text=reference_text,
        profile=_profile(given.single(fields, "profile"), reads=bool(reference_text)),
        analyses=_analyses(fields.get("analyses", ())),
        transcription=accept_transcription(fields),
        trim=_trim(given.seconds(fields, "start"), given.seconds(fields, "end")),
        brief=accept_brief(fields),
    )


def _check_name(name: str, values: Sequence[str]) -> None:
    if name not in FIELDS:
        raise invalid_field(name[:64], f"is not a field of a recording; the fields are {', '.join(FIELDS)}.")
    if name not in _LISTS and len(values) > 1:
        raise invalid_field(name, "is given more than once; give it once.")


def _language(tag: str) -> str:
    if tag == AUTO:
        return tag
    tag = tag.replace("_", "-")
    if len(tag) > _MAX_LANGUAGE_CHARS or not _LANGUAGE.fullmatch(tag):
        raise invalid_field(
            "language", "is no language tag; BCP 47 is accepted, such as en or pt-BR, and auto."
        )
    return tag


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


def _trim(start_s: float | None, end_s: float | None) -> Trim:
    if end_s is not None and end_s <= (start_s or 0.0):
        raise invalid_field("end", "is not behind `start`.")
    return Trim(start_s or 0.0, end_s)
