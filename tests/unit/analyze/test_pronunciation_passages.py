"""A long text is cut where its words were heard, and stays whole where they were not."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from services.analyze.domain.pronunciation.alignment import TextWord
from services.analyze.domain.pronunciation.passages import (
    AROUND_S,
    LONGEST_PASSAGE,
    HeardWord,
    Transcribed,
    find_passages,
)
from tests.builders.pronunciation_evidence import text_word

SENTENCE = 10


def _text(sentences: int) -> list[TextWord]:
    """Every word differs from all others, and every tenth ends a sentence."""
    count = sentences * SENTENCE
    return [text_word(f"w{n}", "W AH N", n, ends_clause=n % SENTENCE == SENTENCE - 1) for n in range(count)]


def _heard(words: list[TextWord]) -> Transcribed:
    """Two words a second."""
    heard = [HeardWord(word.text, word.index / 2, word.index / 2 + 0.4) for word in words]
    return Transcribed(heard, 0.0, 100.0)


def test_each_sentence_is_a_passage_with_its_own_place() -> None:
    text = _text(4)
    passages = find_passages(text, _heard(text))
    assert [len(passage.words) for passage in passages] == [SENTENCE] * 4
    assert [passage.was_read for passage in passages] == [True] * 4
    for number, passage in enumerate(passages[1:], start=1):
        cut = number * SENTENCE / 2 - 0.05  # in the middle of the silence between two words
        assert abs(passage.start_s + AROUND_S - cut) < 0.01


def test_a_short_text_is_one_passage_even_where_nothing_was_heard() -> None:
    (passage,) = find_passages(_text(1), Transcribed([], 1.0, 5.0))
    assert (passage.start_s, passage.end_s) == (1.0 - AROUND_S, 5.0 + AROUND_S)
    assert not passage.heard


def test_without_words_heard_near_a_boundary_the_passages_stay_together() -> None:
    text = _text(3)
    heard = _heard([word for word in text if not 14 < word.index < 26])
    assert [len(passage.words) for passage in find_passages(text, heard)] == [10, 20]


def test_what_was_left_out_is_known_as_such() -> None:
    text = _text(4)
    passages = find_passages(text, _heard(text[: 2 * SENTENCE]))
    assert sum(len(passage.words) for passage in passages) == len(text)
    assert passages[0].was_read


def test_no_text_has_no_passages() -> None:
    assert find_passages([], Transcribed([], 0.0, 1.0)) == ()


@given(st.integers(0, 60), st.sets(st.integers(0, 599)))
def test_whatever_was_heard_all_words_are_there_once_and_in_order(sentences: int, known: set[int]) -> None:
    text = _text(sentences)
    passages = find_passages(text, _heard([word for word in text if word.index in known]))
    assert [word for passage in passages for word in passage.words] == text
    assert all(a.start_s <= b.start_s and a.end_s <= b.end_s for a, b in pairwise(passages))


def test_a_long_text_of_which_every_other_passage_was_heard_is_cut_somewhere() -> None:
    text = _text(60)
    heard = _heard([word for word in text if word.index // 40 % 2 == 0])
    longest = max(len(passage.words) for passage in find_passages(text, heard))
    assert longest <= LONGEST_PASSAGE + 2 * SENTENCE
