"""From a text to phones: the dictionary, spelling for what it lacks, nothing for what nobody can say."""

import pytest

from services.analyze.domain.pronunciation.lexicon import LONGEST_WORD, text_words
from services.analyze.domain.pronunciation.spelling import Spelling

SPELLING = Spelling({"<b>": ("B",), "<o>": ("AA",), "<_b>": ("B",), "o<b>": ("B",), "<x>": ("K", "S")})
KNOWN = {"bear": (("B", "EH", "R"),), "the": (("DH", "AH"), ("DH", "IY"))}


def _said(text: str) -> list[tuple[str, int, tuple[tuple[str, ...], ...]]]:
    words = text_words(text, lambda word: KNOWN.get(word, ()), SPELLING)
    return [(word.text, word.index, word.pronunciations) for word in words]


def test_known_words_have_all_their_pronunciations() -> None:
    assert _said("The bear,") == [("the", 0, KNOWN["the"]), ("bear", 1, KNOWN["bear"])]


def test_unknown_words_are_spelled_out() -> None:
    assert _said("box") == [("box", 0, (("B", "AA", "K", "S"),))]


def test_a_clause_ends_with_its_punctuation() -> None:
    words = text_words("The bear, the bear", lambda word: KNOWN.get(word, ()), SPELLING)
    assert [word.ends_clause for word in words] == [False, True, False, True]


@pytest.mark.parametrize("text", ["", "🐻 " * 1000, "— … !", "b" * (LONGEST_WORD + 1), "熊", "ß"])
def test_what_nobody_can_say_is_left_out(text: str) -> None:
    assert _said(text) == []
