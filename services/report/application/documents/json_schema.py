"""The JSON Schema of the report document, read from the domain's own types; docs/report.schema.json is it."""

import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import datetime
from types import NoneType, UnionType
from typing import get_args, get_origin, get_type_hints

from services.report.domain.report import SCHEMA, Report

_SCALARS: Mapping[object, dict[str, object]] = {
    str: {"type": "string"},
    int: {"type": "integer"},
    float: {"type": "number"},
    bool: {"type": "boolean"},
    NoneType: {"type": "null"},
    datetime: {"type": "string", "format": "date-time"},
}


def report_schema() -> str:
    """Readers must let unknown fields pass: within a version, fields may be added and none taken away."""
    definitions: dict[str, object] = {}
    root = _schema(Report, definitions)
    document = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": SCHEMA,
        "title": "Rostrum report",
        **root,
        "$defs": definitions,
    }
    return json.dumps(document, indent=2) + "\n"


def _schema(hint: object, definitions: dict[str, object]) -> dict[str, object]:
    if hint in _SCALARS:
        return dict(_SCALARS[hint])
    if isinstance(hint, UnionType):
        return {"anyOf": [_schema(part, definitions) for part in get_args(hint)]}
    if get_origin(hint) is tuple:
        return {"type": "array", "items": _schema(get_args(hint)[0], definitions)}
    if isinstance(hint, type) and is_dataclass(hint):
        return _reference(hint, definitions)
    raise TypeError(f"a report has no field of type {hint!r}")


def _reference(kind: type, definitions: dict[str, object]) -> dict[str, object]:
    if kind.__name__ not in definitions:
        definitions[kind.__name__] = None  # claimed before its fields are read, so that its place is first
        definitions[kind.__name__] = _object(kind, definitions)
    return {"$ref": f"#/$defs/{kind.__name__}"}


def _object(kind: type, definitions: dict[str, object]) -> dict[str, object]:
    hints = get_type_hints(kind)
    names = [field.name for field in fields(kind)]
    return {
        "description": " ".join((kind.__doc__ or "").split()),
        "type": "object",
        "properties": {name.rstrip("_"): _schema(hints[name], definitions) for name in names},
        "required": [name.rstrip("_") for name in names],
    }
