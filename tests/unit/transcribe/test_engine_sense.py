"""What is believed of an engine's answer."""

import math
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.transcribe.adapters.outbound.recognizers.sense import Claim, Nonsense, believed, plain, spread
from services.transcribe.domain.audio import Span
from services.transcribe.domain.words import WordKind

PIECE = Span(10.0, 14.0)
GOOD = Claim("Good", 0.5, 0.9, 0.8)


def test_words_are_told_on_the_recordings_clock() -> None:
    (word,) = believed([GOOD], PIECE)
    assert (word.text, word.written, word.span, word.confidence) == ("good", "Good", Span(10.5, 10.9), 0.8)


@pytest.mark.parametrize(
    ("written", "text"),
    [
        (" Morning,", "morning"),
        ("don’t", "don't"),
        ("'tis'", "tis"),
        ("“Well-known”", "well-known"),
        ("3.5%", "3.5"),
        ("...", ""),
        ("Straße.", "straße"),
        ("Um,", "um"),
    ],
)
def test_a_word_is_what_was_spoken_without_its_punctuation(written: str, text: str) -> None:
    assert plain(written) == text


def test_a_filler_is_known_by_its_word() -> None:
    assert believed([replace(GOOD, written="Um...")], PIECE)[0].kind is WordKind.FILLER


def test_what_is_no_word_is_left_out() -> None:
    assert believed([replace(GOOD, written="—"), replace(GOOD, written="")], PIECE) == ()


def test_small_slips_are_mended() -> None:
    claims = [Claim("a", -0.2, 0.5), Claim("b", 0.4, 0.8), Claim("c", 0.7, 0.6), Claim("d", 3.9, 4.6)]
    spans = [word.span for word in believed(claims, PIECE)]
    assert spans == [Span(10.0, 10.5), Span(10.5, 10.8), Span(10.8, 10.8), Span(13.9, 14.0)]


@pytest.mark.parametrize(
    "claims",
    [
        [replace(GOOD, start_s=math.nan)],
        [replace(GOOD, end_s=math.inf)],
        [replace(GOOD, confidence=math.nan)],
        [Claim("a", 2.0, 3.0), Claim("b", 0.5, 1.0)],
        [Claim("a", 3.0, 1.0)],
        [Claim("a", -5.0, 1.0)],
        [Claim("a", 1.0, 900.0)],
        [replace(GOOD, written="a" * 81)],
        [replace(GOOD, written="a\x00b")],
        [replace(GOOD, written="a\x1b[31m")],
        [replace(GOOD, written="\ud800")],
        [Claim("um", 1.0, 1.0)] * 1000,
    ],
)
def test_what_can_not_be_meant_is_nonsense(claims: list[Claim]) -> None:
    with pytest.raises(Nonsense):
        believed(claims, PIECE)


def test_a_text_without_times_is_spread_over_the_sound() -> None:
    claims = list(spread("to be precise", 1.0, 3.2, 0.5))
    assert [(claim.written, round(claim.start_s, 3), round(claim.end_s, 3)) for claim in claims] == [
        ("to", 1.0, 1.4),
        ("be", 1.4, 1.8),
        ("precise", 1.8, 3.2),
    ]
    assert list(spread("  ", 0.0, 1.0, 0.5)) == []


numbers = st.floats(allow_nan=True, allow_infinity=True)


@given(st.lists(st.builds(Claim, st.text(max_size=5), numbers, numbers, numbers), max_size=30))
def test_what_is_believed_is_in_order_and_within_the_piece(claims: list[Claim]) -> None:
    try:
        words = believed(claims, PIECE)
    except Nonsense:
        return
    edges = [edge for word in words for edge in (word.span.start_s, word.span.end_s)]
    assert all(earlier <= later for earlier, later in pairwise(edges))
    assert all(PIECE.start_s <= edge <= PIECE.end_s for edge in edges)
    assert all(word.text and 0 <= word.confidence <= 1 for word in words)
