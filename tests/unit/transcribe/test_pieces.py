"""Cutting at pauses."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from services.transcribe.domain.audio import Span
from services.transcribe.domain.pieces import LONGEST_S, MARGIN_S, Cutter, cut_at_pauses


def spans_of(speech: list[Span], duration_s: float) -> list[Span]:
    return [piece.span for piece in cut_at_pauses(speech, duration_s)]


def test_short_speech_is_one_piece_with_a_margin() -> None:
    assert spans_of([Span(1.0, 4.0), Span(5.0, 9.0)], 12.0) == [Span(1.0 - MARGIN_S, 9.0 + MARGIN_S)]


def test_no_speech_makes_no_pieces() -> None:
    assert spans_of([], 60.0) == []


def test_the_longest_pause_of_the_window_is_chosen() -> None:
    speech = [Span(0.0, 9.0), Span(9.2, 11.0), Span(12.0, 14.5), Span(14.7, 22.0)]
    first, second = spans_of(speech, 22.0)
    assert first == Span(0.0, 11.0 + MARGIN_S)
    assert second == Span(12.0 - MARGIN_S, 22.0)


def test_a_long_silence_belongs_to_no_piece() -> None:
    pieces = spans_of([Span(0.0, 3.0), Span(100.0, 104.0)], 110.0)
    assert pieces == [Span(0.0, 3.0 + MARGIN_S), Span(100.0 - MARGIN_S, 104.0 + MARGIN_S)]


def test_without_pauses_the_cut_is_hard_at_the_limit() -> None:
    pieces = spans_of([Span(0.0, 100.0)], 100.0)
    assert all(piece.duration_s <= LONGEST_S for piece in pieces)
    assert sum(piece.duration_s for piece in pieces) == 100.0


def test_a_pause_beyond_the_usual_length_is_better_than_a_hard_cut() -> None:
    first, _ = spans_of([Span(0.0, 20.0), Span(20.5, 34.0)], 34.0)
    assert first.end_s == 20.0 + MARGIN_S


@st.composite
def speech(draw: st.DrawFn) -> list[Span]:
    lengths = st.tuples(st.floats(0.05, 40.0), st.floats(0.01, 90.0))
    spans, at = [], draw(st.floats(0.0, 5.0))
    for length, pause in draw(st.lists(lengths, max_size=30)):
        spans.append(Span(at, at + length))
        at += length + pause
    return spans


@given(speech())
def test_pieces_hold_all_speech_in_order_without_overlap(spans: list[Span]) -> None:
    duration_s = spans[-1].end_s if spans else 0.0
    pieces = spans_of(spans, duration_s)
    assert all(0 < piece.duration_s <= LONGEST_S + 1e-6 for piece in pieces)
    for before, after in pairwise(pieces):
        assert before.end_s <= after.start_s + 1e-9
    for span in spans:
        covered = sum(span.overlap_s(piece) for piece in pieces)
        assert covered >= span.duration_s - 1e-6
    assert all(piece.start_s >= 0 and piece.end_s <= duration_s + 1e-9 for piece in pieces)


@given(speech(), st.integers(1, 5))
def test_the_pieces_are_the_same_however_the_speech_arrives(spans: list[Span], at_a_time: int) -> None:
    duration_s = spans[-1].end_s if spans else 0.0
    cutter = Cutter(duration_s)
    pieces = [
        piece
        for start in range(0, len(spans), at_a_time)
        for piece in cutter.add(spans[start : start + at_a_time])
    ]
    pieces += cutter.finish()
    assert pieces == cut_at_pauses(spans, duration_s)
    assert [piece.number for piece in pieces] == list(range(1, len(pieces) + 1))
    assert sum(piece.covers_s for piece in pieces) <= duration_s + 1e-6


def test_a_piece_is_certain_long_before_the_end() -> None:
    cutter = Cutter(3600.0)
    speech = [Span(4.0 * i, 4.0 * i + 3.0) for i in range(20)]
    assert len(cutter.add(speech)) >= 3
