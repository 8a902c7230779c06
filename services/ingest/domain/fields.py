"""The fields of a form or a query as they come in: names with one value or several, all of them text."""

import re
import unicodedata
from collections.abc import Mapping, Sequence

from services.ingest.domain.errors import invalid_field

FieldValues = Mapping[str, Sequence[str]]

_TRUTHS = {"": False, "true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}
_TIME = re.compile(r"(?:(?:(\d{1,3}):)?(\d{1,3}):)?(\d{1,6}(?:\.\d{1,9})?)", re.ASCII)
_DIRECTIONS = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


def single(fields: FieldValues, name: str) -> str:
    values = fields.get(name, ())
    return values[0].strip() if values else ""


def text(fields: FieldValues, name: str, limit: int, *, lines: bool) -> str:
    value = single(fields, name)
    if len(value) > limit:
        raise invalid_field(name, f"has {len(value)} characters; at most {limit} are accepted.")
    if any(_is_control(letter, lines=lines) for letter in value):
        raise invalid_field(name, "holds control characters; plain text is accepted.")
    return value


def flag(fields: FieldValues, name: str) -> bool:
    value = single(fields, name).lower()
    if value not in _TRUTHS:
        raise invalid_field(name, "is neither true nor false.")
    return _TRUTHS[value]


def seconds(fields: FieldValues, name: str) -> float | None:
    """From `90`, `90.5`, `1:30` or `0:01:30.5`; None where nothing is given."""
    value = single(fields, name)
    if not value:
        return None
    found = _TIME.fullmatch(value)
    if found is None:
        raise invalid_field(name, "is no time; seconds (90.5) and hh:mm:ss (0:01:30.5) are accepted.")
    hours, minutes, rest = found.groups()
    return int(hours or 0) * 3600 + int(minutes or 0) * 60 + float(rest)


def _is_control(letter: str, *, lines: bool) -> bool:
    """Control characters, lone surrogates, direction overrides; line ends are fine where text has lines."""
    if lines and letter in "\n\r\t":
        return False
    return unicodedata.category(letter) in {"Cc", "Cs"} or letter in _DIRECTIONS
