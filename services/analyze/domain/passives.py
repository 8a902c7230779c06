"""Passive constructions by a rule: a form of be, then a participle, with an adverb between them at most."""

from collections.abc import Sequence

from services.analyze.domain.word_lists import BE, BETWEEN, IRREGULAR_PARTICIPLES, NO_PARTICIPLES
from services.analyze.domain.wording import Token


def find_passives(tokens: Sequence[Token]) -> tuple[tuple[int, int], ...]:
    """First and last token of each. It takes some adjectives (it was closed) for participles."""
    found = ((index, _participle(tokens, index)) for index, token in enumerate(tokens) if token.text in BE)
    return tuple((first, last) for first, last in found if last is not None)


def _participle(tokens: Sequence[Token], be: int) -> int | None:
    place = be + 1
    if place < len(tokens) and (tokens[place].text in BETWEEN or tokens[place].text.endswith("ly")):
        place += 1
    return place if place < len(tokens) and _is_participle(tokens[place].text) else None


def _is_participle(word: str) -> bool:
    if word in NO_PARTICIPLES:
        return False
    return word in IRREGULAR_PARTICIPLES or (len(word) > 3 and word.endswith("ed"))
