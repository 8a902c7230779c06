"""Pauses: found by voice activity, edges by the energy."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.analyze.domain.material import Span, merge_spans
from services.analyze.domain.pauses import Pause, find_pauses, speaking_time_s, stretches
from tests.builders.analyze_material import NO_SOUND
from tests.builders.analyze_sound import heard, hum, silence, syllables, with_room_tone

KNOWN = (0.3, 0.5, 0.8, 1.5, 3.0)


def _with_gap(gap_s: float) -> np.ndarray:
    return with_room_tone(np.concatenate([hum(2.0), silence(gap_s), hum(2.0)]))


@pytest.mark.parametrize("gap_s", KNOWN)
@pytest.mark.parametrize(("late", "early"), [(0, 0), (0.1, 0.1), (-0.1, -0.1), (0.14, -0.12), (-0.12, 0.1)])
def test_edges_that_voice_activity_has_wrong_are_put_right(gap_s: float, late: float, early: float) -> None:
    """Up to 0.15 s off, as was measured; right means within 20 ms."""
    sound = heard(_with_gap(gap_s))
    speech = [Span(0, 2.0 + late), Span(2.0 + gap_s - early, 4.0 + gap_s)]
    (pause,) = find_pauses(sound, speech, 0.25)
    assert pause.start_s == pytest.approx(2.0, abs=0.02)
    assert pause.end_s == pytest.approx(2.0 + gap_s, abs=0.02)


@pytest.mark.parametrize(
    "speech",
    [
        [Span(0, 5.5)],
        [Span(0, 2.4), Span(3.5, 5.5)],
        [Span(0, 3.0), Span(3.1, 5.5)],
        [Span(0, 2.0), Span(2.5, 3.0), Span(3.5, 5.5)],
    ],
    ids=["bridged", "held", "late", "a piece too many"],
)
def test_what_the_sound_plainly_contradicts_is_put_right(speech: list[Span]) -> None:
    (pause,) = find_pauses(heard(_with_gap(1.5)), speech, 0.25)
    assert pause.start_s == pytest.approx(2.0, abs=0.02)
    assert pause.end_s == pytest.approx(3.5, abs=0.02)


def test_a_syllable_that_voice_activity_passes_over_parts_two_pauses() -> None:
    samples = np.concatenate([hum(2), silence(1), syllables(1, 4), silence(1), hum(2)])
    first, second = find_pauses(heard(with_room_tone(samples)), [Span(0, 2), Span(4.25, 6.25)], 0.25)
    assert (first.start_s, second.end_s) == (pytest.approx(2.0, abs=0.02), pytest.approx(4.25, abs=0.02))
    assert 3.0 < first.end_s < second.start_s < 3.25


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(st.floats(0, 6), st.floats(0.05, 2)), min_size=1, max_size=6))
def test_pauses_are_in_order_and_apart(spans: list[tuple[float, float]]) -> None:
    speech = merge_spans([Span(start, start + length) for start, length in spans], 8.0)
    pauses = find_pauses(heard(_with_gap(1.5)), speech, 0.2)
    edges = [edge for pause in pauses for edge in (pause.start_s, pause.end_s)]
    assert edges == sorted(set(edges))
    assert all(speech[0].start_s < edge < speech[-1].end_s for edge in edges)


def test_in_loud_noise_the_energy_says_nothing() -> None:
    noise = np.random.default_rng(5).standard_normal(80_000).astype(np.float32) * 0.3
    (pause,) = find_pauses(heard(noise), [Span(0, 2.0), Span(2.6, 5.0)], 0.25)
    assert (pause.start_s, pause.end_s) == (2.0, 2.6)


def test_without_sound_voice_activity_decides() -> None:
    (pause,) = find_pauses(NO_SOUND, [Span(0, 1), Span(1.5, 2)], 0.25)
    assert (pause.start_s, pause.end_s) == (1, 1.5)


@pytest.mark.parametrize(("minimum_s", "count"), [(0.2, 1), (0.25, 1), (0.251, 0), (0.35, 0)])
def test_shorter_silences_are_no_pauses(minimum_s: float, count: int) -> None:
    assert len(find_pauses(NO_SOUND, [Span(0, 1), Span(1.25, 2)], minimum_s)) == count


def test_silence_at_the_ends_is_no_pause() -> None:
    assert find_pauses(NO_SOUND, [Span(3, 5)], 0.25) == ()


@pytest.mark.parametrize(
    ("length_s", "name"),
    [(0.1, "brief"), (0.19, "brief"), (0.3, "medium"), (0.99, "medium"), (1.01, "long"), (5, "long")],
)
def test_classes_are_those_of_campione_and_veronis(length_s: float, name: str) -> None:
    assert Pause(0, length_s).length_class == name


times = st.floats(-1e3, 1e4) | st.sampled_from([float("nan"), float("inf"), float("-inf")])


@given(st.lists(st.tuples(times, times), max_size=30), st.floats(0, 1e4))
def test_whatever_spans_come_they_end_up_in_order(
    pairs: list[tuple[float, float]], duration_s: float
) -> None:
    merged = merge_spans([Span(a, b) for a, b in pairs], duration_s)
    edges = [edge for span in merged for edge in (span.start_s, span.end_s)]
    assert edges == sorted(set(edges))
    assert all(0 <= edge <= duration_s for edge in edges)


@given(st.lists(st.floats(0.3, 5), min_size=1, max_size=20))
def test_speech_and_pauses_make_up_the_whole(lengths: list[float]) -> None:
    at, speech = 0.0, []
    for length in lengths:
        speech.append(Span(at, at + length))
        at += length + 0.5
    extent = Span(0, speech[-1].end_s)
    pauses = find_pauses(NO_SOUND, speech, 0.25)
    spoken = sum(run.length_s for run in stretches(extent, pauses))
    assert spoken == pytest.approx(speaking_time_s(extent, pauses), abs=0.05)
    assert spoken + sum(pause.length_s for pause in pauses) == pytest.approx(extent.length_s, abs=0.05)
