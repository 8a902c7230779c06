"""Whether the text was read."""

import pytest

from services.transcribe.domain.alignment import TextIndex
from services.transcribe.domain.quality import ReferenceStatus
from services.transcribe.domain.reading import fits, judge, match_pieces
from services.transcribe.domain.words import HeardWord
from tests.builders.transcribe_words import heard

TEXT = [f"word{number}" for number in range(40)]


def said(first: int, last: int) -> tuple[HeardWord, ...]:
    return heard(" ".join(TEXT[first:last]))


def other(count: int, confidence: float = 0.9) -> tuple[HeardWord, ...]:
    return heard(" ".join(f"other{number}" for number in range(count)), confidence=confidence)


def status(*pieces: tuple[HeardWord, ...]) -> ReferenceStatus:
    matches = match_pieces(pieces, TextIndex(TEXT))
    words = [word for piece in pieces for word in piece]
    return judge(words, list(matches.values()), len(TEXT)).status


def test_a_piece_fits_from_two_words_of_five() -> None:
    text = TextIndex(TEXT)
    assert fits(heard("word1 word2 x y z"), text)
    assert not fits(heard("word1 w x y z"), text)
    assert not fits((), text)


def test_fillers_do_not_count_against_the_fit() -> None:
    assert fits(heard("um word1 uh word2 um x y"), TextIndex(TEXT))


def test_a_filler_of_the_text_is_a_word() -> None:
    text = TextIndex(["ah", "well", "then"])
    assert match_pieces([heard("um ah well then")], text) == {1: 0, 2: 1, 3: 2}


def test_read_to_the_end() -> None:
    assert status(said(0, 20), said(20, 40)) is ReferenceStatus.READ


def test_single_words_that_were_not_heard_are_the_engine_s() -> None:
    every_second = heard(" ".join(TEXT[::2]))
    assert status(every_second) is ReferenceStatus.READ


@pytest.mark.parametrize("pieces", [(said(0, 25),), (said(0, 10), said(25, 40)), (said(0, 8),)])
def test_a_stretch_left_out_is_partly_read(pieces: tuple[tuple[HeardWord, ...], ...]) -> None:
    assert status(*pieces) is ReferenceStatus.PARTLY_READ


def test_something_else_said_clearly_is_not_read() -> None:
    assert status(other(8)) is ReferenceStatus.NOT_READ
    assert status(other(20, confidence=0.35)) is ReferenceStatus.NOT_READ


def test_a_little_that_nobody_could_follow_says_nothing() -> None:
    assert status(other(8, confidence=0.2)) is ReferenceStatus.UNCLEAR
    assert status(other(20, confidence=0.2)) is ReferenceStatus.UNCLEAR
    assert status() is ReferenceStatus.UNCLEAR


def test_chance_words_of_a_piece_that_does_not_fit_match_nothing() -> None:
    piece = heard("a b word3 c d e f")
    assert match_pieces([piece], TextIndex(TEXT)) == {}


def test_what_was_read_twice_counts_once() -> None:
    matches = match_pieces([said(0, 20), said(0, 20), said(20, 40)], TextIndex(TEXT))
    assert sorted(matches.values()) == list(range(40))
    assert len(matches) == 40
