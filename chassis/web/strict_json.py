"""One parser for every JSON body: what Python accepts and databases, clients or logs choke on is refused.

Deep nesting, NaN and infinities, NUL and lone surrogates, duplicate
keys, byte order marks, UTF-16, bodies that are no object, and integers no database column can hold.
"""

import json
import math
import re
from collections.abc import Sequence
from typing import NoReturn

from chassis.errors import InvalidInput, Malformed

MAX_DEPTH = 32
MAX_BYTES = 256 * 1024
INT64_MIN, INT64_MAX = -(2**63), 2**63 - 1
_INT64_DIGITS = 20
# The closing quote is optional, so that an open string is consumed once: without it the scan is quadratic.
_STRUCTURE = re.compile(r'"(?:[^"\\]++|\\.)*+"?|[\[{]|[\]}]', re.DOTALL)


def parse_object(raw: bytes) -> dict[str, object]:
    """The JSON object in `raw`, every string of it printable in UTF-8; raises Malformed or InvalidInput."""
    text = _decode(raw)
    _check_depth(text)
    value = _load(text)
    if not isinstance(value, dict):
        raise _malformed("The body must be a JSON object.")
    _check_strings(value)
    return value


def _decode(raw: bytes) -> str:
    if raw.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")) or b"\x00" in raw:
        raise _malformed("The body must be UTF-8 without a byte order mark.")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        raise _malformed("The body must be UTF-8.") from None


def _check_depth(text: str) -> None:
    """Before parsing: Python's decoder recurses, and its RecursionError would be a 500."""
    depth = 0
    for token in _STRUCTURE.finditer(text):
        first = token.group()[0]
        if first in "[{":
            depth += 1
            if depth > MAX_DEPTH:
                raise _malformed(f"The body is nested deeper than {MAX_DEPTH} levels.")
        elif first in "]}":
            depth -= 1


def _load(text: str) -> object:
    try:
        return json.loads(
            text,
            object_pairs_hook=_unique_pairs,
            parse_constant=_refuse_constant,
            parse_float=_finite,
            parse_int=_int64,
        )
    except json.JSONDecodeError as error:
        raise _malformed(f"The body is not JSON: {error.msg} at character {error.pos}.") from None


def _unique_pairs(pairs: Sequence[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise _malformed("A key occurs twice in the same object.")
    return found


def _refuse_constant(_name: str) -> NoReturn:
    raise _malformed("NaN and infinite numbers are not JSON.")


def _finite(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise _malformed("A number is too large for a 64-bit float.")
    return value


def _int64(text: str) -> int:
    if len(text) > _INT64_DIGITS or not INT64_MIN <= int(text) <= INT64_MAX:
        raise InvalidInput("An integer does not fit 64 bits.", code="invalid_input")
    return int(text)


def _check_strings(value: object) -> None:
    if isinstance(value, str):
        check_text(value)
    elif isinstance(value, dict):
        for key, item in value.items():
            check_text(key)
            _check_strings(item)
    elif isinstance(value, list):
        for item in value:
            _check_strings(item)


def check_text(text: str) -> None:
    """No NUL (Postgres refuses it) and no half of a surrogate pair (UTF-8 can't carry it)."""
    if "\x00" in text:
        raise _malformed("A string holds the character NUL.")
    if any("\ud800" <= character <= "\udfff" for character in text):
        raise _malformed("A string holds half of a surrogate pair.")


def _malformed(detail: str) -> Malformed:
    return Malformed(detail, code="malformed_json")
