"""Capitals and punctuation by rule."""

import pytest

from services.transcribe.domain.capitals import capitalise
from services.transcribe.domain.punctuation import is_question, mark_between


@pytest.mark.parametrize(
    ("spoken", "text"),
    [
        ("i met john in new york on monday", "I met John in New York on Monday"),
        ("my name is xaver and i'm swiss", "My name is Xaver and I'm Swiss"),
        ("mister dashwood's house", "Mr. Dashwood's house"),
        ("the f b i and the u s a", "the FBI and the USA"),
        ("my p h d from the uk's best", "my PhD from the UK's best"),
        ("he may march in may", "he may march in May"),
        ("this is a i", "this is AI"),
        ("plan b i think", "plan b I think"),
        ("a cat i saw", "a cat I saw"),
    ],
)
def test_names_and_abbreviations(spoken: str, text: str) -> None:
    written = " ".join(word for word in capitalise(spoken.split()) if word)
    assert written.casefold() == text.casefold()
    assert written[1:] == text[1:]


@pytest.mark.parametrize(
    "sentence",
    [
        "what time is it",
        "and what do you think",
        "how many people are there",
        "where did they go",
        "do you know what i mean",
        "is the room ready",
        "well can we start",
        "it's late isn't it",
    ],
)
def test_questions(sentence: str) -> None:
    assert is_question(sentence.split())


@pytest.mark.parametrize(
    "sentence",
    [
        "what i mean is that it works",
        "what a day",
        "what is new is that it works",
        "when i came home they had left",
        "how much i love this",
        "do it again",
        "have the soup",
        "who knows",
        "do",
        "",
    ],
)
def test_no_questions(sentence: str) -> None:
    assert not is_question(sentence.split())


@pytest.mark.parametrize(
    ("word", "following", "pause_s", "mark"),
    [
        ("home", "we", 0.7, "."),
        ("home", "we", 0.4, ","),
        ("home", "we", 0.1, ""),
        ("home", "and", 0.7, ","),
        ("home", "and", 1.1, "."),
        ("home", "but", 0.2, ","),
        ("the", "house", 2.0, ""),
        ("because", "we", 0.7, ""),
        ("the", "", float("inf"), "."),
    ],
)
def test_marks_come_from_pauses_and_the_words_around_them(
    word: str, following: str, pause_s: float, mark: str
) -> None:
    assert mark_between(word, following, pause_s) == mark
