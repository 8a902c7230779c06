"""Keeps secrets out of what is logged and traced: by the name of a field, and by the look of a text."""

import re
from collections.abc import Mapping

REDACTED = "[redacted]"
MAX_TEXT = 4096
"""Longer texts are cut: one log line must not fill a disk, and the patterns below stay cheap."""

_MAX_DEPTH = 8
_SECRET_PARTS = ("authorization", "cookie", "credential", "dsn", "passwd", "password", "secret", "token")
_SECRET_WORDS = frozenset({"apikey", "key", "keys"})
_HARMLESS_ENDINGS = ("_count", "_id")
"""`token_id` names a token and is none."""

_SECRET_LOOKS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----[^-]*(?:-----END [A-Z ]*PRIVATE KEY-----)?"), REDACTED),
    (re.compile(r"\beyJ[\w-]+\.[\w-]+(?:\.[\w=-]*)?"), REDACTED),
    (re.compile(r"\br[a-z]{2}_[\w-]{40,}"), REDACTED),  # tokens of ours, such as rst_
    (re.compile(r"(?i)\b(bearer|basic)\s+[\w.~+/=-]{8,}"), rf"\1 {REDACTED}"),
    (re.compile(r"://[^\s/:@]*:[^\s/@]+@"), f"://{REDACTED}@"),
    (
        re.compile(r"(?i)\b(password|passwd|secret|token|api_?key)(\s*[=:]\s*)[^\s,;&'\"]+"),
        rf"\1\2{REDACTED}",
    ),
)


def redact(value: object, depth: int = 0) -> object:
    """The value as it may leave the process: only JSON types, without secrets, of bounded size."""
    if value is None or isinstance(value, bool | int | float):
        return value
    if depth >= _MAX_DEPTH:
        return "..."
    if isinstance(value, Mapping):
        return {str(name): _redact_field(str(name), item, depth) for name, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [redact(item, depth + 1) for item in value]
    return scrub(str(value))


def scrub(text: str) -> str:
    """The text without what looks like a token, a password or a private key."""
    cut = text if len(text) <= MAX_TEXT else f"{text[:MAX_TEXT]}... ({len(text)} characters)"
    for look, replacement in _SECRET_LOOKS:
        cut = look.sub(replacement, cut)
    return cut


def _redact_field(name: str, value: object, depth: int) -> object:
    if value is not None and _names_a_secret(name):
        return REDACTED
    return redact(value, depth + 1)


def _names_a_secret(name: str) -> bool:
    lowered = name.lower()
    if lowered.endswith(_HARMLESS_ENDINGS):
        return False
    if any(part in lowered for part in _SECRET_PARTS):
        return True
    return not _SECRET_WORDS.isdisjoint(re.split(r"[^a-z0-9]+", lowered))
