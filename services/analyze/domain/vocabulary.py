"""How varied and how common the words are."""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache

FEWEST_TOKENS = 100
"""Indices of diversity say nothing about less."""
MTLD_FACTOR = 0.72
HDD_DRAW = 42
LEAST_ZIPF = 3.0
"""Of the words that are not in the list, which has all that occur once in a million words."""
COMMONEST_ZIPF = 6.2
"""Words from here on (the, of, and, you, have) are grammar rather than content."""


@cache
def _frequencies() -> Mapping[str, float]:
    """Share of each word in English, as wordfreq has collected it; loaded where it is first needed: 20 MB."""
    from wordfreq import get_frequency_dict

    return get_frequency_dict("en", "small")


def frequency(word: str) -> float:
    """Share of the word in English, at least once in a million."""
    return _frequencies().get(word, 10 ** (LEAST_ZIPF - 9))


def zipf(word: str) -> float:
    """Logarithm of how often the word occurs in a thousand million words (van Heuven et al. 2014)."""
    return math.log10(frequency(word)) + 9


def is_content(word: str) -> bool:
    return zipf(word) < COMMONEST_ZIPF


def mtld(tokens: Sequence[str]) -> float:
    """Mean length of the runs that keep a type-token ratio of 0.72, forwards and backwards."""
    return (_mtld(tokens) + _mtld(tokens[::-1])) / 2


def hdd(tokens: Sequence[str]) -> float:
    """Mean type-token ratio of all draws of 42 tokens: the chances of the types to be in one, by 42."""
    total = len(tokens)
    absent = (_none_drawn(count, total) for count in Counter(tokens).values())
    return sum(1 - chance for chance in absent) / HDD_DRAW


def _mtld(tokens: Sequence[str]) -> float:
    factors, types, length = 0.0, set[str](), 0
    for token in tokens:
        types.add(token)
        length += 1
        if len(types) / length < MTLD_FACTOR:
            factors, types, length = factors + 1, set(), 0
    if length:
        factors += (1 - len(types) / length) / (1 - MTLD_FACTOR)
    return len(tokens) / factors if factors else float(len(tokens))


def _none_drawn(count: int, total: int) -> float:
    """The hypergeometric chance that a draw has no token of a type with that count."""
    if total - count < HDD_DRAW:
        return 0.0
    return math.exp(_log_choose(total - count, HDD_DRAW) - _log_choose(total, HDD_DRAW))


def _log_choose(n: int, k: int) -> float:
    return math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1)
