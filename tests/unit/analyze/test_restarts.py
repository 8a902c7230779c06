"""Restarts, repairs and filling phrases: by where they stand, never by a word alone."""

from itertools import pairwise

import pytest

from services.analyze.domain.breaks import Breaks
from services.analyze.domain.discourse import find_markers
from services.analyze.domain.material import Word
from services.analyze.domain.pauses import Pause
from services.analyze.domain.phrases import Phrase
from services.analyze.domain.restarts import find_repairs, find_restarts
from services.analyze.domain.spoken_text import SpokenText
from tests.builders.analyze_material import words_of


def _heard(said: str) -> tuple[SpokenText, Breaks]:
    """`|` is a pause of a second."""
    words = words_of(said)
    pauses = [Pause(a.end_s, b.start_s) for a, b in pairwise(words) if _apart(a, b)]
    text = SpokenText.of(words)
    return text, Breaks(text, pauses, words)


def _apart(before: Word, after: Word) -> bool:
    return after.start_s - before.end_s > 0.9


def _texts(found: tuple[Phrase, ...]) -> list[str]:
    return [phrase.text for phrase in found]


@pytest.mark.parametrize(
    ("said", "restarts"),
    [
        ("so we want | we need a house", ["we want we"]),
        ("and the big um the small one", ["the big the"]),
        ("we want we need a house", []),
        ("we want | we want a house", []),
        ("houses fall | houses rise", []),
        ("the man | saw the dog", []),
        ("", []),
        ("we want | we", []),
    ],
)
def test_restarts(said: str, restarts: list[str]) -> None:
    text, breaks = _heard(said)
    assert _texts(find_restarts(text, breaks, "")) == restarts


def test_what_the_text_begins_anew_is_not_the_speakers() -> None:
    text, breaks = _heard("we came | we saw and left")
    assert _texts(find_restarts(text, breaks, "")) == ["we came we"]
    assert find_restarts(text, breaks, "We came, we saw and left.") == ()


@pytest.mark.parametrize(
    ("said", "repairs"),
    [
        ("on Monday | sorry on Tuesday", ["sorry"]),
        ("on Monday, or rather on Tuesday", ["or rather"]),
        ("I am sorry for that", []),
        ("sorry to be late", []),
    ],
)
def test_repairs(said: str, repairs: list[str]) -> None:
    assert _texts(find_repairs(*_heard(said))) == repairs


@pytest.mark.parametrize(
    ("said", "markers"),
    [
        ("it was | like | huge", ["like"]),
        ("it was, like, huge", ["like"]),
        ("so, we begin", ["so"]),
        ("we begin um you know | now", ["you know"]),
        ("we like it", []),
        ("so far so good", []),
        ("do you know the way", []),
        ("turn right at the end", []),
        ("it went well | and we left", []),
    ],
)
def test_filling_phrases_stand_between_breaks(said: str, markers: list[str]) -> None:
    assert _texts(find_markers(*_heard(said))) == markers
