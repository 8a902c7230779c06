"""Words and phrases that are said far more often than English has them."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import prod, sqrt

from services.analyze.domain.vocabulary import frequency, is_content
from services.analyze.domain.wording import Token

LONGEST_PHRASE = 3
FEWEST = 4
LEAST_SHARE = 0.01
"""Of all words: who speaks for long says more of everything."""
LEAST_DEVIATIONS = 5.0
"""Standard deviations above what English would have (Poisson)."""


@dataclass(frozen=True)
class Overused:
    text: str
    count: int
    deviations: float
    # The token with which it is said for the first time.
    place: int


def find_overused(tokens: Sequence[Token]) -> tuple[Overused, ...]:
    """The most unusual first. A phrase within a longer one that is as frequent is left out."""
    texts = [token.text for token in tokens]
    least = max(FEWEST, LEAST_SHARE * len(texts))
    found: list[Overused] = []
    for length in range(LONGEST_PHRASE, 0, -1):
        for phrase, places in _places(texts, length, least):
            known = any(f" {' '.join(phrase)} " in f" {o.text} " and o.count >= len(places) for o in found)
            deviations = _deviations(phrase, len(places), len(texts))
            if not known and deviations >= LEAST_DEVIATIONS and any(map(is_content, phrase)):
                found.append(Overused(" ".join(phrase), len(places), round(deviations, 1), places[0]))
    return tuple(sorted(found, key=lambda overused: (-overused.deviations, overused.text)))


def _places(texts: Sequence[str], length: int, least: float) -> Iterator[tuple[tuple[str, ...], list[int]]]:
    """The phrases of a length that occur often enough, with their places."""
    phrases = list(zip(*(texts[start:] for start in range(length)), strict=False))
    often = {phrase for phrase, count in Counter(phrases).items() if count >= least}
    places: dict[tuple[str, ...], list[int]] = {}
    for index, phrase in enumerate(phrases):
        if phrase in often:
            places.setdefault(phrase, []).append(index)
    yield from sorted(places.items())


def _deviations(phrase: Sequence[str], count: int, total: int) -> float:
    expected = total * prod(frequency(word) for word in phrase)
    return (count - expected) / sqrt(expected)
