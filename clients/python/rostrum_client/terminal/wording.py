"""Numbers, times and other people's text, made fit for a terminal."""

import re
from collections.abc import Iterable

from rostrum_client.report_document import Measure, Span

_HARMFUL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")
"""Escape sequences and characters that reorder text: a title must not steer the terminal."""
UNITS = {
    "per_min": "per min",
    "syllables": "syll",
    "per_100_words": "/100 words",
    "count": "",
    "words/min": "wpm",
    "syllables/s": "syll/s",
    "semitones": "st",
    "zipf": "Zipf",
    "grade": "",
}


def safe(text: str) -> str:
    """The text on one line, without anything that a terminal acts on."""
    return " ".join(_HARMFUL.sub("", text).split())


def clock(seconds: float) -> str:
    """0:07, 12:34, 1:02:03."""
    minutes, rest = divmod(max(0, int(seconds)), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"


COARSE_UNITS = frozenset({"per_min", "per_100_words", "syllables"})
"""Counts and rates of counts: two decimals would be more than there is to know."""


def places(spans: Iterable[Span]) -> str:
    """0:07–0:09, 0:31: where to listen."""
    ends = ((clock(span["start_s"]), clock(span["end_s"])) for span in spans)
    return ", ".join(start if start == end else f"{start}–{end}" for start, end in ends)


def number(value: float) -> str:
    """Three digits at most, and no more decimals than a listener could hear."""
    size = abs(value)
    decimals = 0 if size >= 100 or value == int(value) else 1 if size >= 10 else 2
    text = f"{value:.{decimals}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def value_of(measure: Measure) -> str:
    """The value with its unit; a ratio as per cent."""
    value = measure["value"]
    return "–" if value is None else _quantity(value, measure["unit"])


def ideal_of(measure: Measure) -> str:
    """The ideal range without the unit, which stands beside the value."""
    low, high = measure["ideal_low"], measure["ideal_high"]
    is_ratio = measure["unit"] == "ratio"
    shown = [
        None if edge is None else number(round(edge * 100) if is_ratio else edge) for edge in (low, high)
    ]
    if shown[0] is None and shown[1] is None:
        return ""
    text = (
        f"≤ {shown[1]}"
        if shown[0] is None
        else f"≥ {shown[0]}"
        if shown[1] is None
        else "–".join(edge for edge in shown if edge)
    )
    return f"{text} %" if is_ratio else text


def _quantity(value: float, unit: str) -> str:
    if unit == "ratio":
        return f"{value * 100:.0f} %"
    rounded = round(value, 1) if unit in COARSE_UNITS else value
    shown = UNITS.get(unit, safe(unit).replace("_", " "))
    return f"{number(rounded)} {shown}".rstrip()
