"""How numbers, ranges and lists are put into words; the same in every format."""

from collections.abc import Sequence

from services.report.domain.analysis import Measure

COARSE_UNITS = frozenset({"per_min", "per_100_words", "syllables"})
"""Counts and rates of counts: two decimals would be more than there is to know."""


def number(value: float) -> str:
    """Three significant digits at most, and no more decimals than a listener could hear."""
    size = abs(value)
    decimals = 0 if size >= 100 or value == int(value) else 1 if size >= 10 else 2
    text = f"{value:.{decimals}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


UNITS = {"per_min": "per min", "count": ""}
"""Units of the API as people read them; any other is shown as it is."""


def unit_shown(unit: str) -> str:
    """The unit for a person."""
    return UNITS.get(unit, unit.replace("_", " "))


def quantity(value: float, unit: str) -> str:
    """A number with its unit; a ratio is shown as a percentage."""
    if unit == "ratio":
        return f"{value * 100:.0f} %"
    shown = number(round(value, 1) if unit in COARSE_UNITS else value)
    return f"{shown} {unit_shown(unit)}".rstrip()


def shown_value(measure: Measure) -> str:
    """The measure's value for a person, or a dash where there is none."""
    return "–" if measure.value is None else quantity(measure.value, measure.unit)


def shown_ideal(measure: Measure) -> str:
    """The profile's ideal range for a person; empty where none is defined."""
    low, high = measure.ideal_low, measure.ideal_high
    if low is None and high is None:
        return ""
    if low is None or high is None:
        bound = high if low is None else low
        return f"{'at most' if low is None else 'at least'} {quantity(bound or 0.0, measure.unit)}"
    if measure.unit == "ratio":
        return f"{low * 100:.0f}–{high * 100:.0f} %"
    return f"{number(low)}–{number(high)} {unit_shown(measure.unit)}".rstrip()


def in_sentence(label: str) -> str:
    """A label as it reads inside a sentence: "Speech rate" becomes "speech rate", "WER" stays."""
    return label[:1].lower() + label[1:] if label[1:2].islower() else label


def listed(items: Sequence[str]) -> str:
    """ "a", "a and b", "a, b and c"."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} and {items[-1]}"


def clock(seconds: float) -> str:
    """A place in the recording: 0:07, 12:34, 1:02:03."""
    whole = max(0, int(seconds))
    minutes, rest = divmod(whole, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"
