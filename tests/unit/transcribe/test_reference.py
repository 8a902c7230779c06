"""Reference texts as the words that will be heard."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from services.transcribe.domain.numerals import cardinal, ordinal, spoken, year
from services.transcribe.domain.reference import read_reference


def spoken_form(text: str) -> str:
    reference = read_reference(text)
    return " ".join(reference.spoken) if reference else ""


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("And Mr. John Dashwood, had then", "and mister john dashwood had then"),
        ("It’s the café’s ‘best’ naïve dish", "it's the cafe's best naive dish"),
        ("In 1961, 42 of 100 people", "in nineteen sixty one forty two of one hundred people"),
        ("well-known; 5% & more", "well known five percent and more"),
        (
            "3.14 and 1,200,000 and 007",
            "three point one four and one million two hundred thousand and zero zero seven",
        ),
        ("the 21st of May", "the twenty first of may"),
        ("", ""),
        ("!!! 你好 ...", ""),
    ],
)
def test_words_are_those_that_are_spoken(text: str, words: str) -> None:
    assert spoken_form(text) == words


def test_spelling_and_punctuation_are_kept_for_the_clean_text() -> None:
    reference = read_reference("Mr. Smith said: “Hello, world!” Twice?")
    assert reference
    assert [(word.written, word.ends) for word in reference.words] == [
        ("Mr.", ""),
        ("Smith", ""),
        ("said", ":"),
        ("Hello", ","),
        ("world", "!"),
        ("Twice", "?"),
    ]


@pytest.mark.parametrize(
    ("number", "words"), [(0, "zero"), (13, "thirteen"), (80, "eighty"), (115, "one hundred fifteen")]
)
def test_cardinals(number: int, words: str) -> None:
    assert " ".join(cardinal(number)) == words


@pytest.mark.parametrize(
    ("number", "words"), [(1, "first"), (12, "twelfth"), (20, "twentieth"), (43, "forty third")]
)
def test_ordinals(number: int, words: str) -> None:
    assert " ".join(ordinal(number)) == words


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (1961, "nineteen sixty one"),
        (1905, "nineteen oh five"),
        (1900, "nineteen hundred"),
        (2000, "two thousand"),
        (2007, "two thousand seven"),
        (2026, "twenty twenty six"),
    ],
)
def test_years(number: int, words: str) -> None:
    assert " ".join(year(number)) == words


@given(st.integers(0, 10**15))
def test_every_number_is_said(number: int) -> None:
    assert all(word.isalpha() for word in spoken(str(number)))


@given(st.text(max_size=300))
@example("ı")  # small and without a dot: its capital is a plain I
def test_any_text_gives_plain_lower_case_words(text: str) -> None:
    reference = read_reference(text)
    for word in reference.words if reference else ():
        assert word.text
        assert word.text == word.text.lower()
        assert set(word.text) <= set("abcdefghijklmnopqrstuvwxyz'")
