"""The report as JSON: the names of the domain's fields, which are those of the wire contracts."""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime

from services.report.domain.report import Report

MEDIA_TYPE = "application/json"
LINE_WIDTH = 110
_DECIMALS = 4


def to_json(report: Report) -> str:
    """The document, always the same for the same report. People read it too, so lines are short."""
    return _laid_out(plain(report), "") + "\n"


def plain(value: object) -> object:
    """Dictionaries, lists and scalars; a trailing underscore (`class_`) is Python's, not the document's."""
    if is_dataclass(value) and not isinstance(value, type):
        return {f.name.rstrip("_"): plain(getattr(value, f.name)) for f in fields(value)}
    if isinstance(value, tuple | list):
        return [plain(item) for item in value]
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    if isinstance(value, float):
        return round(value, _DECIMALS) if math.isfinite(value) else None
    return value.replace("\0", "") if isinstance(value, str) else value


def _laid_out(value: object, indent: str) -> str:
    """One line where it fits, else one entry per line."""
    line = json.dumps(value, ensure_ascii=False)
    if len(line) + len(indent) <= LINE_WIDTH or not isinstance(value, Mapping | list):
        return line
    deeper = indent + "  "
    if isinstance(value, Mapping):
        entries = [f"{json.dumps(key)}: {_laid_out(item, deeper)}" for key, item in value.items()]
        return _block("{", entries, "}", indent)
    return _block("[", [_laid_out(item, deeper) for item in value], "]", indent)


def _block(start: str, entries: Sequence[str], end: str, indent: str) -> str:
    body = ",\n".join(f"{indent}  {entry}" for entry in entries)
    return f"{start}\n{body}\n{indent}{end}"
