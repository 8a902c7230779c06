"""Spoken numbers as they are written: "twenty twenty six" is 2026, "three point five percent" is 3.5%.

The style is that of newspapers: below ten in words, unless a unit, a decimal point or a date makes it a
figure; thousands' commas; round millions in words; years, money and times in their usual form. Of the
libraries for this, those without a compiled grammar (text2num, MIT, is the best kept) know cardinals and
decimals only, and NeMo's weighs 40 MB with its grammar compiler; neither says which words a number came from.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from services.transcribe.domain.known_words import word_set
from services.transcribe.domain.read_numbers import (
    NOUGHTS,
    SCALES,
    read_below_hundred,
    read_cardinal,
    read_digits,
    read_ordinal,
    read_rest,
    read_two_digits,
    read_year,
    token,
)

MONTHS = word_set("january february march april may june july august september october november december")
_AFTERNOON = {"am": "a.m.", "a.m.": "a.m.", "pm": "p.m.", "p.m.": "p.m."}
_CURRENCIES = {"dollar": "$", "dollars": "$", "euro": "€", "euros": "€"}
_UNITS = word_set(
    "cents degrees kilometers kilometres meters metres centimeters centimetres millimeters miles kilograms "
    "kilos grams kilobytes megabytes gigabytes terabytes hertz megahertz gigahertz watts volts liters "
    "litres"
)
_NUMBERED = word_set("page chapter section figure slide version room gate flight route")
_BEFORE_TIMES = word_set("at by until till around before after from")
_BEFORE_YEARS = word_set("in since of year until")
_LEAST_FIGURE = 10
_LEAST_DIGITS = 4
"""So many digits one after the other are a telephone number or a code; fewer are somebody who counts."""
_LEAST_MINUTES = 15
"""Without a word that announces a time, "four thirty" is one and "nine ten" is none."""


@dataclass(frozen=True)
class Read:
    """What begins at a token: how it is written, and how many tokens it takes."""

    text: str
    taken: int


Reader = Callable[[Sequence[str], int], Read | None]


def write_numbers(tokens: Sequence[str]) -> list[str]:
    """One text for each token, which are lower case: a number stands at its first, the others are empty."""
    written: list[str] = []
    while len(written) < len(tokens):
        at = len(written)
        found = next((read for reader in _READERS if (read := reader(tokens, at))), Read(tokens[at], 1))
        written += [found.text, *[""] * (found.taken - 1)]
    return written


def _date(tokens: Sequence[str], at: int) -> Read | None:
    """The day after its month; a year may follow."""
    month = token(tokens, at - 1)
    if month not in MONTHS:
        return None
    day, taken = read_ordinal(tokens, at)
    if not taken and month not in ("march", "may"):
        day, taken = read_below_hundred(tokens, at)
    if not 1 <= day <= 31 or (taken and read_cardinal(tokens, at)[1] > taken):
        return None
    return Read(f"{day}," if _a_year(tokens, at + taken)[1] else str(day), taken)


def _code(tokens: Sequence[str], at: int) -> Read | None:
    digits = read_digits(tokens, at)
    return Read(digits, len(digits)) if len(digits) >= _LEAST_DIGITS else None


def _time(tokens: Sequence[str], at: int) -> Read | None:
    hour, taken = read_below_hundred(tokens, at)
    if not 1 <= hour <= 12:
        return None
    minute, more = read_two_digits(tokens, at + taken)
    exact = minute < 60 and more > 0
    after = at + taken + (more if exact else 0)
    clock = f"{hour}:{minute:02}" if exact else str(hour)
    half = _afternoon(tokens, after)
    if half:
        return Read(f"{clock} {half.text}", after + half.taken - at)
    if not exact:
        return Read(f"{hour} o'clock", 2) if token(tokens, after) == "o'clock" else None
    announced = minute >= _LEAST_MINUTES or token(tokens, at - 1) in _BEFORE_TIMES
    return Read(clock, after - at) if announced else None


def _afternoon(tokens: Sequence[str], at: int) -> Read | None:
    if token(tokens, at) in _AFTERNOON:
        return Read(_AFTERNOON[tokens[at]], 1)
    first, second = (token(tokens, place).rstrip(".") for place in (at, at + 1))
    return Read(f"{first}.m.", 2) if first in ("a", "p") and second == "m" else None


def _year(tokens: Sequence[str], at: int) -> Read | None:
    value, taken = _a_year(tokens, at)
    money = token(tokens, at + taken) in _CURRENCIES
    return Read(str(value), taken) if taken and not money else None


def _a_year(tokens: Sequence[str], at: int) -> tuple[int, int]:
    """Also two thousand seven; two thousand alone only where a year is expected."""
    value, taken = read_year(tokens, at)
    if taken:
        return value, taken
    value, taken = read_cardinal(tokens, at)
    expected = taken > 2 or token(tokens, at - 1) in _BEFORE_YEARS
    plain = tuple(tokens[at : at + 2]) == ("two", "thousand")
    return (value, taken) if plain and value < 2100 and expected else (0, 0)


def _ordinal(tokens: Sequence[str], at: int) -> Read | None:
    value, taken = read_ordinal(tokens, at)
    if value < _LEAST_FIGURE:
        return None
    ending = "th" if value % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(value % 10, "th")
    return Read(f"{value:,}{ending}", taken)


def _quantity(tokens: Sequence[str], at: int) -> Read | None:
    value, taken = read_cardinal(tokens, at)
    after = at + (taken or token(tokens, at) in NOUGHTS[:1])
    if after == at:
        return None
    digits = read_digits(tokens, after + 1) if token(tokens, after) == "point" else ""
    if not digits:
        return _with_unit(tokens, at, _grouped(value), after)
    after += 1 + len(digits)
    scale = token(tokens, after) if token(tokens, after) in SCALES else ""
    return _with_unit(tokens, at, f"{value}.{digits} {scale}".rstrip(), after + bool(scale))


def _with_unit(tokens: Sequence[str], at: int, figure: str, after: int) -> Read | None:
    unit = token(tokens, after)
    if unit == "percent":
        return Read(f"{figure}%", after + 1 - at)
    if unit in _CURRENCIES:
        return _money(tokens, at, _CURRENCIES[unit] + figure, after + 1)
    a_figure = len(figure) > 1 or unit in _UNITS or token(tokens, at - 1) in _NUMBERED
    return Read(figure, after - at) if a_figure else None


def _money(tokens: Sequence[str], at: int, amount: str, after: int) -> Read:
    """Cents belong to the amount."""
    cents, taken = read_rest(tokens, after, read_below_hundred)
    if taken and token(tokens, after + taken) in ("cent", "cents") and amount[-1].isdigit():
        return Read(f"{amount}.{cents:02}", after + taken + 1 - at)
    return Read(amount, after - at)


def _grouped(value: int) -> str:
    for name, scale in reversed(SCALES.items()):
        if scale > 1000 and value >= scale and value % (scale // 10) == 0:
            return f"{value / scale:g} {name}"
    return f"{value:,}"


_READERS: tuple[Reader, ...] = (_date, _code, _time, _year, _ordinal, _quantity)
