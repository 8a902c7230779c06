"""Spoken numbers as they are written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.transcribe.domain.numerals import cardinal, ordinal
from services.transcribe.domain.read_numbers import NUMBER_WORDS, read_cardinal, read_ordinal
from services.transcribe.domain.written_numbers import write_numbers

WORDS = st.sampled_from(
    [*sorted(NUMBER_WORDS), "and", "point", "percent", "dollars", "first", "at", "p", "m", "may"]
)


def written(text: str) -> str:
    return " ".join(word for word in write_numbers(text.split()) if word)


@pytest.mark.parametrize(
    ("spoken", "text"),
    [
        ("in twenty twenty six", "in 2026"),
        ("nineteen eighty four and nineteen oh five", "1984 and 1905"),
        ("two thousand and seven", "2007"),
        ("since two thousand", "since 2000"),
        ("june two thousand ten", "june 2010"),
        ("march third twenty twenty six", "march 3, 2026"),
        ("may fifth", "may 5"),
        ("may one day", "may one day"),
    ],
)
def test_years_and_dates(spoken: str, text: str) -> None:
    assert written(spoken) == text


@pytest.mark.parametrize(
    ("spoken", "text"),
    [
        ("two hundred and five dollars", "$205"),
        ("five dollars and twenty cents", "$5.20"),
        ("three million euros", "€3 million"),
        ("twelve hundred dollars", "$1,200"),
        ("three point five percent", "3.5%"),
        ("two point five million people", "2.5 million people"),
        ("two thousand people", "2,000 people"),
        ("one hundred and twenty three thousand four hundred fifty six", "123,456"),
        ("five degrees in chapter two", "5 degrees in chapter 2"),
    ],
)
def test_money_shares_and_amounts(spoken: str, text: str) -> None:
    assert written(spoken) == text


@pytest.mark.parametrize(
    ("spoken", "text"),
    [
        ("at three thirty", "at 3:30"),
        ("four thirty", "4:30"),
        ("three p m", "3 p.m."),
        ("at nine ten a.m.", "at 9:10 a.m."),
        ("five o'clock", "5 o'clock"),
        ("five five five one two three four", "5551234"),
    ],
)
def test_times_and_codes(spoken: str, text: str) -> None:
    assert written(spoken) == text


@pytest.mark.parametrize(
    "text",
    [
        "one of them",
        "two or three cats",
        "the first one",
        "a hundred people",
        "one two three",
        "at that point",
    ],
)
def test_small_numbers_stay_words(text: str) -> None:
    assert written(text) == text


def test_a_number_stands_at_its_first_word() -> None:
    assert write_numbers(["it", "is", "the", "twenty", "first", "century"]) == [
        "it",
        "is",
        "the",
        "21st",
        "",
        "century",
    ]


@given(st.integers(1, 10**12 - 1))
def test_what_is_read_aloud_is_read_back(number: int) -> None:
    words = cardinal(number)
    assert read_cardinal(words, 0) == (number, len(words))


@given(st.integers(1, 999))
def test_ordinals_too(number: int) -> None:
    words = ordinal(number)
    assert read_ordinal(words, 0) == (number, len(words))


@given(st.lists(WORDS, max_size=12))
def test_every_word_has_its_text_or_its_number(words: list[str]) -> None:
    texts = write_numbers(words)
    assert len(texts) == len(words)
    assert all(
        text == word or not text or not text.isalpha() for text, word in zip(texts, words, strict=True)
    )
