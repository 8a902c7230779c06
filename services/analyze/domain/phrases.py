"""Phrases of one or more words found in what was said, in one pass: linear, whatever the text."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from services.analyze.domain.wording import Token, normal_words

Lexicon = Mapping[str, tuple[tuple[str, ...], ...]]
"""Phrases by their first word, the longest first."""


@dataclass(frozen=True)
class Phrase:
    """Where a phrase stands among the tokens."""

    text: str
    first: int
    last: int


def lexicon(phrases: Iterable[str]) -> Lexicon:
    """Phrases as they are compared; what holds no word is none."""
    by_first: dict[str, list[tuple[str, ...]]] = {}
    for words in sorted({normal_words(phrase) for phrase in phrases} - {()}):
        by_first.setdefault(words[0], []).append(words)
    return MappingProxyType(
        {first: tuple(sorted(found, key=lambda words: -len(words))) for first, found in by_first.items()}
    )


def find_phrases(tokens: Sequence[Token], known: Lexicon) -> tuple[Phrase, ...]:
    """The longest phrase at each place; none overlaps another."""
    found: list[Phrase] = []
    index = 0
    while index < len(tokens):
        words = _at(tokens, index, known)
        if words:
            found.append(Phrase(" ".join(words), index, index + len(words) - 1))
        index += len(words) or 1
    return tuple(found)


def _at(tokens: Sequence[Token], index: int, known: Lexicon) -> tuple[str, ...]:
    for words in known.get(tokens[index].text, ()):
        if tuple(token.text for token in tokens[index : index + len(words)]) == words:
            return words
    return ()
