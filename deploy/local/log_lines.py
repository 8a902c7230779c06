"""Log lines for people: our services write JSON, the servers write what they like."""

import json
from collections.abc import Mapping

HIDDEN = {"event", "level", "logger", "time", "service", "role", "exception"}
TIME_OF_DAY = slice(11, 23)


def readable(line: str) -> str:
    """`12:00:01.123 warning  nats_disconnected  key=value`, with the cause of an exception."""
    try:
        entry = json.loads(line)
    except ValueError:
        return line
    if not isinstance(entry, dict) or "event" not in entry:
        return line
    details = [f"{key}={_short(value)}" for key, value in entry.items() if key not in HIDDEN]
    start = f"{str(entry.get('time', ''))[TIME_OF_DAY]} {entry.get('level', ''):<8} {entry['event']}"
    return "  ".join([start, *details, *_causes(entry)])


def _causes(entry: Mapping[str, object]) -> list[str]:
    exceptions = entry.get("exception")
    if not isinstance(exceptions, list):
        return []
    return [_cause(exception) for exception in exceptions if isinstance(exception, dict)]


def _cause(exception: Mapping[str, object]) -> str:
    frames = exception.get("frames")
    where = ""
    if isinstance(frames, list) and frames:
        where = f"  ({frames[-1].get('filename')}:{frames[-1].get('lineno')})"
    return f"{exception.get('exc_type')}: {exception.get('exc_value')}{where}"


def _short(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value)
