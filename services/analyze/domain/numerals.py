"""Numbers as they are read out in English: 1961 as a year, 1,961 as an amount."""

_UNITS = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS = ["zero", "ten", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_LARGEST = 999_999_999
_FIRST_YEAR, _LAST_YEAR = 1100, 2099


def numeral_words(digits: str) -> tuple[str, ...]:
    """What `digits`, with or without thousands separators, is read as; beyond a billion digit by digit."""
    plain = digits.replace(",", "")
    if not plain.isascii() or len(plain) > len(str(_LARGEST)):
        return tuple(_UNITS[int(digit)] for digit in plain[:60])
    number = int(plain)
    if len(digits) == 4 and _FIRST_YEAR <= number <= _LAST_YEAR and number % 1000 >= 10:
        return _year(number)
    return tuple(_cardinal(number))


def _year(number: int) -> tuple[str, ...]:
    century, rest = divmod(number, 100)
    if rest == 0:
        return (*_cardinal(century), "hundred")
    middle = ["oh"] if rest < 10 else []
    return (*_cardinal(century), *middle, *_cardinal(rest))


def _cardinal(number: int) -> list[str]:
    if number < 20:
        return [_UNITS[number]]
    if number < 100:
        tens, units = divmod(number, 10)
        return [_TENS[tens], *(_cardinal(units) if units else [])]
    for size, name in ((1_000_000, "million"), (1000, "thousand"), (100, "hundred")):
        if number >= size:
            count, rest = divmod(number, size)
            return [*_cardinal(count), name, *(_cardinal(rest) if rest else [])]
    raise AssertionError("every number from 100 is at least a hundred")
