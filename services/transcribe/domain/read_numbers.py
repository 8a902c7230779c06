"""Numbers in words, read back: each reader gives the value that begins at a token and the tokens it takes,
none where there is no such number. The tokens are lower case."""

from collections.abc import Callable, Sequence

from services.transcribe.domain.numerals import cardinal, ordinal

Found = tuple[int, int]
NOTHING: Found = (0, 0)
ONES = {cardinal(n)[0]: n for n in range(1, 10)}
NOUGHTS = ("zero", "oh", "o")
SCALES = {"thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}
_TEENS = {cardinal(n)[0]: n for n in range(10, 20)}
_TENS = {cardinal(n)[0]: n for n in range(20, 100, 10)}
_ORDINALS = {ordinal(n)[-1]: n for n in (*range(1, 20), *range(20, 100, 10), 100, 1000)}
_LONGEST_ORDINAL = 6
NUMBER_WORDS = {*ONES, *NOUGHTS, *SCALES, *_TEENS, *_TENS, "hundred"}


def token(tokens: Sequence[str], at: int) -> str:
    """Empty before the first and after the last."""
    return tokens[at] if 0 <= at < len(tokens) else ""


def read_below_hundred(tokens: Sequence[str], at: int) -> Found:
    word, following = token(tokens, at), token(tokens, at + 1)
    if word in _TENS:
        return (_TENS[word] + ONES[following], 2) if following in ONES else (_TENS[word], 1)
    value = ONES.get(word) or _TEENS.get(word)
    return (value, 1) if value else NOTHING


def read_cardinal(tokens: Sequence[str], at: int) -> Found:
    """The longest one: two million five hundred thousand and six."""
    total, taken, limit = 0, 0, 10**15
    while limit > 1:
        value, more = read_rest(tokens, at + taken, _below_thousand) if taken else _below_thousand(tokens, at)
        scale = SCALES.get(token(tokens, at + taken + more), 1)
        if not more or scale >= limit:
            break
        total, taken, limit = total + value * scale, taken + more + (scale > 1), scale
    return total, taken


def read_rest(tokens: Sequence[str], at: int, read: Callable[[Sequence[str], int], Found]) -> Found:
    """What follows the greater part of a number, with an "and" before it or without."""
    joined = token(tokens, at) == "and"
    value, taken = read(tokens, at + joined)
    return (value, taken + joined) if taken else NOTHING


def read_ordinal(tokens: Sequence[str], at: int) -> Found:
    """Fifth, twenty first, one hundred and fifth, two hundredth."""
    for length in range(1, _LONGEST_ORDINAL + 1):
        last = _ORDINALS.get(token(tokens, at + length - 1))
        if last is not None:
            front = [word for word in tokens[at : at + length - 1] if word != "and"]
            value = _ordinal_value(front, last)
            return (value, length) if value else NOTHING
    return NOTHING


def _ordinal_value(front: Sequence[str], last: int) -> int:
    """0 where the words before the last are no part of it."""
    value, taken = read_cardinal(front, 0)
    if taken != len(front):
        return 0
    if last >= 100:
        return max(1, value) * last
    fits = value % 100 == 0 or (value % 10 == 0 and last < 10)
    return value + last if fits else 0


def read_year(tokens: Sequence[str], at: int) -> Found:
    """Two numbers that make a year: nineteen eighty four, twenty twenty six, nineteen oh five."""
    century = _TEENS.get(token(tokens, at), 0) or (20 if token(tokens, at) == "twenty" else 0)
    value, taken = read_two_digits(tokens, at + 1)
    return (century * 100 + value, taken + 1) if century > 12 and taken else NOTHING


def read_two_digits(tokens: Sequence[str], at: int) -> Found:
    """Minutes and years of a century: thirty, forty five, oh five."""
    if token(tokens, at) in ("oh", "o") and token(tokens, at + 1) in ONES:
        return ONES[token(tokens, at + 1)], 2
    value, taken = read_below_hundred(tokens, at)
    return (value, taken) if value >= 10 else NOTHING


def read_digits(tokens: Sequence[str], at: int) -> str:
    """Digits that are read one by one."""
    digits = ""
    while (word := token(tokens, at + len(digits))) in ONES or word in NOUGHTS:
        digits += str(ONES.get(word, 0))
    return digits


def _below_thousand(tokens: Sequence[str], at: int) -> Found:
    value, taken = read_below_hundred(tokens, at)
    if not taken or token(tokens, at + taken) != "hundred":
        return value, taken
    rest, more = read_rest(tokens, at + taken + 1, read_below_hundred)
    return value * 100 + rest, taken + 1 + more
