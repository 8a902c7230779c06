"""The normal form of words, in texts of any kind and size."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.analyze.domain.numerals import numeral_words
from services.analyze.domain.wording import MAX_TEXT, normal_words, reference_tokens


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Hello,", "hello"),
        ("don’t", "don't"),
        ("well-known", "well known"),
        ("Mr.", "mister"),
        ("café", "cafe"),
        ("R&D", "r and d"),
        ("50%", "fifty percent"),
        ("1961", "nineteen sixty one"),
        ("2005", "two thousand five"),
        ("1900", "nineteen hundred"),
        ("1,961", "one thousand nine hundred sixty one"),
        ("007", "seven"),
        ("...", ""),
        ("😀", ""),
        ("“Quoted”", "quoted"),
    ],
)
def test_both_sides_are_written_alike(text: str, words: str) -> None:
    assert " ".join(normal_words(text)) == words


@given(st.integers(0, 999_999_999))
def test_every_number_is_read_out_in_letters(number: int) -> None:
    assert all(word.isalpha() for word in numeral_words(str(number)))


def test_a_very_long_number_is_read_digit_by_digit() -> None:
    assert numeral_words("1234567890123")[:3] == ("one", "two", "three")


@given(st.text(max_size=200))
def test_the_normal_form_is_its_own_normal_form(text: str) -> None:
    words = normal_words(text)
    assert normal_words(" ".join(words)) == words


def test_punctuation_and_paragraphs_end_clauses() -> None:
    tokens = reference_tokens("Ask not, my friend (today).\nGo on - please")
    ends = [token.text for token in tokens if token.ends_clause]
    assert ends == ["not", "today", "please"]


def test_a_dash_of_its_own_ends_a_clause() -> None:
    assert [token.ends_clause for token in reference_tokens("yes — no")] == [True, True]


def test_indexes_count_the_words_of_the_text() -> None:
    tokens = reference_tokens("a well-known 1961 song")
    assert [token.index for token in tokens] == [0, 1, 1, 2, 2, 2, 3]


@pytest.mark.parametrize(
    "text",
    ["a" * 80_000, "😀" * 1_000_000, "(um )" * 100_000, "a'" * 100_000, "1," * 100_000, "\u200b" * 500_000],
    ids=["no space", "emoji", "parentheses", "apostrophes", "commas", "zero width"],
)
def test_hostile_texts_are_read_in_bounded_time(text: str) -> None:
    begun = time.monotonic()
    tokens = reference_tokens(text)
    assert time.monotonic() - begun < 5
    assert sum(len(token.text) for token in tokens) <= MAX_TEXT * 5
