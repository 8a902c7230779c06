"""Capital letters for the names, titles and abbreviations that a rule can know."""

from collections.abc import Iterator, Sequence

from services.transcribe.domain.known_words import NAMES, OF_TIME, PHRASES, SPELLINGS, TITLES
from services.transcribe.domain.read_numbers import token

_LONGEST_PHRASE = 3
_SHORTEST_SPELT = 2
_INTRODUCTIONS = (("my", "name", "is"), ("my", "name's"), ("i", "am", "called"), ("i'm", "called"))


def capitalise(tokens: Sequence[str]) -> list[str]:
    """One text for each token, which are lower case: letters that are spelt out become one abbreviation, at
    the first; the others are empty."""
    written: list[str] = []
    while len(written) < len(tokens):
        written += (
            _letters(tokens, len(written)) or _phrase(tokens, len(written)) or [_word(tokens, len(written))]
        )
    return written


def _letters(tokens: Sequence[str], at: int) -> list[str]:
    """u s a. Two letters, or the words "a" and "i" at an end, may be a coincidence."""
    run = [letter.rstrip(".") for letter in _while_letters(tokens, at)]
    while run and run[-1] in ("a", "i") and len(run) < _SHORTEST_SPELT + 1 and run != ["a", "i"]:
        run.pop()
    if len(run) < _SHORTEST_SPELT:
        return []
    joined = "".join(run)
    return [SPELLINGS.get(joined, joined.upper()), *[""] * (len(run) - 1)]


def _while_letters(tokens: Sequence[str], at: int) -> Iterator[str]:
    while len(token(tokens, at).rstrip(".")) == 1 and token(tokens, at)[0].isalpha():
        yield tokens[at]
        at += 1


def _phrase(tokens: Sequence[str], at: int) -> list[str]:
    for length in range(_LONGEST_PHRASE, 1, -1):
        words = tokens[at : at + length]
        if "-".join(words) in PHRASES:
            return [first_capital(word) for word in words]
    return []


def _word(tokens: Sequence[str], at: int) -> str:
    word = tokens[at]
    stem, apostrophe, ending = word.partition("'")
    if word in SPELLINGS:
        return SPELLINGS[word]
    if stem in NAMES or _is_introduced(tokens, at) or _is_month(tokens, at):
        return first_capital(word)
    return SPELLINGS[stem] + apostrophe + ending if ending == "s" and stem in SPELLINGS else word


def _is_introduced(tokens: Sequence[str], at: int) -> bool:
    before = tuple(tokens[max(0, at - 3) : at])
    return token(tokens, at - 1) in TITLES or any(before[-len(words) :] == words for words in _INTRODUCTIONS)


def _is_month(tokens: Sequence[str], at: int) -> bool:
    """March and may, before a day or after a word of time."""
    following = token(tokens, at + 1)
    dated = following[:1].isdigit() or token(tokens, at - 1) in OF_TIME
    return tokens[at] in ("march", "may") and dated


def first_capital(text: str) -> str:
    return text[:1].upper() + text[1:]
