"""The part of the gateway that knows limits and usage: two pages of totals."""

from collections.abc import Mapping
from urllib.parse import parse_qsl, urlsplit

LIMITS = "/v1/users/me/limits"
PATHS = (LIMITS, "/v1/usage")
_LIMITS = [
    {"name": "requests", "quota": 1200.0, "used": 3.0, "window_s": 60, "resets_in_s": 1},
    {"name": "uploads", "quota": 300.0, "used": 2.0, "window_s": 3600, "resets_in_s": 301},
    {"name": "audio_minutes", "quota": 600.0, "used": 600.0, "window_s": 86400, "resets_in_s": 3661},
    {"name": "engine_usd", "quota": None, "used": None, "window_s": 86400, "resets_in_s": None},
]


def answer(target: str) -> Mapping[str, object]:
    asked = dict(parse_qsl(urlsplit(target).query))
    if urlsplit(target).path == LIMITS:
        return {"items": _LIMITS}
    if "group" not in asked:
        return {"items": [{"id": "u1", "provider": "openai"}], "next_cursor": None}
    second = "cursor" in asked
    total = {
        "key": "openai" if second else asked.get("since", "rostrum"),
        "unit": "audio_seconds",
        "own_key": second,
        "units": 90.5,
        "cost_usd": 0.25,
        "acts": 2,
    }
    return {"items": [total], "next_cursor": None if second else "c2"}
