"""Numbers as they are read aloud in English, so that a text with digits can be followed."""

_ONES = [
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
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_SCALES = ((10**9, "billion"), (10**6, "million"), (1000, "thousand"), (100, "hundred"))
_ORDINALS = {
    "one": "first",
    "two": "second",
    "three": "third",
    "five": "fifth",
    "eight": "eighth",
    "nine": "ninth",
    "twelve": "twelfth",
}
LARGEST = 10**12 - 1


def cardinal(number: int) -> list[str]:
    """12 -> twelve. Above `LARGEST` digit by digit."""
    if number > LARGEST:
        return digits(str(number))
    if number < 20:
        return [_ONES[number]]
    if number < 100:
        return [_TENS[number // 10 - 2], *(cardinal(number % 10) if number % 10 else [])]
    size, name = next((size, name) for size, name in _SCALES if number >= size)
    rest = number % size
    return [*cardinal(number // size), name, *(cardinal(rest) if rest else [])]


def ordinal(number: int) -> list[str]:
    """12 -> twelfth."""
    *front, last = cardinal(number)
    if last in _ORDINALS:
        return [*front, _ORDINALS[last]]
    return [*front, last[:-1] + "ieth" if last.endswith("y") else last + "th"]


def year(number: int) -> list[str]:
    """1961 -> nineteen sixty one, 1905 -> nineteen oh five, 2007 -> two thousand seven."""
    century, rest = divmod(number, 100)
    if century % 10 == 0 and rest < 10:
        return cardinal(number)
    if rest == 0:
        return [*cardinal(century), "hundred"]
    return [*cardinal(century), *(["oh"] if rest < 10 else []), *cardinal(rest)]


def digits(text: str) -> list[str]:
    """One by one, as codes and long numbers are read."""
    return [_ONES[int(digit)] for digit in text]


def spoken(token: str) -> list[str]:
    """A token of digits, with an optional ordinal ending, thousands' commas or a decimal point, in words."""
    plain = token.replace(",", "")
    if plain[-2:] in ("st", "nd", "rd", "th"):
        return ordinal(int(plain[:-2]))
    whole, _, fraction = plain.partition(".")
    if fraction:
        return [*cardinal(int(whole)), "point", *digits(fraction)]
    if len(whole) > 1 and whole.startswith("0"):
        return digits(whole)
    if len(token) == 4 and 1100 <= int(whole) < 2100:
        return year(int(whole))
    return cardinal(int(whole))
