"""What is said again at once."""

import pytest

from services.analyze.domain.repetitions import find_repetitions
from tests.builders.analyze_material import a_material, a_transcript, words_of


def _texts(said: str, reference: str = "") -> list[str]:
    material = a_material(a_transcript(words_of(said)), reference=reference)
    return [repetition.text for repetition in find_repetitions(material)]


@pytest.mark.parametrize(
    ("said", "texts"),
    [
        ("we we went", ["we"]),
        ("I was I was there", ["I was"]),
        ("in the house in the house now", ["in the house"]),
        ("We we went", ["we"]),
        ("we um we went", ["we"]),
        ("words words words words", ["words", "words", "words"]),
        ("we went home", []),
        ("a very very old man", []),
        ("the man that that was", []),
        ("", []),
    ],
)
def test_words_and_phrases(said: str, texts: list[str]) -> None:
    assert _texts(said) == texts


def test_what_the_text_repeats_is_not_the_speakers() -> None:
    assert _texts("row row row your boat", "Row, row, row your boat") == []


def test_after_a_long_pause_it_is_a_new_start() -> None:
    assert _texts("we | | | we went") == []


def test_all_its_words_are_named() -> None:
    material = a_material(a_transcript(words_of("I was I was there")))
    (found,) = find_repetitions(material)
    assert found.word_ids == (1, 2, 3, 4)
    assert (found.start_s, found.end_s) == (0.0, 1.35)
