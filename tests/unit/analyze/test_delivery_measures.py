"""Measures of delivery that join pauses, places and words: known numbers come out."""

from dataclasses import replace
from itertools import pairwise

import pytest

from services.analyze.domain.material import Material, Span
from services.analyze.domain.measure import Measure
from services.analyze.domain.parts import run_part
from tests.builders.analyze_material import a_material, a_transcript, by_name, spoken, words_of
from tests.builders.analyze_sound import talk

SAID = "we went home and slept | and rose early and ate | bread with the | butter and left | home " * 3
TEXT = "We went home and slept, and rose early and ate. Bread with the butter and left home. " * 3


def _read(**changes: object) -> Material:
    return a_material(a_transcript(words_of(SAID), reference_status="read", **changes), reference=TEXT)


def _measures(part: str, material: Material) -> dict[str, Measure]:
    return by_name(run_part(part, material).measures)


def test_pauses_by_their_place() -> None:
    """Of the 12 pauses of a second, 6 are at the text's punctuation and 6 within a clause."""
    material = _read()
    minutes = material.extent.length_s / 60
    measures = _measures("pause", material)
    assert measures["pause_rate"].value == pytest.approx(12 / minutes, rel=0.01)
    assert measures["pauses_per_100_words"].value == pytest.approx(12 * 100 / 51, rel=0.01)
    assert measures["mid_clause_pauses_per_min"].value == pytest.approx(6 / minutes, rel=0.01)
    assert measures["strategic_pauses_per_min"].value == pytest.approx(6 / minutes, rel=0.01)
    assert all("within a clause" in span.note for span in measures["mid_clause_pauses_per_min"].spans)


def test_a_pause_is_for_effect_only_while_it_is_neither_short_nor_long() -> None:
    words = list(words_of("one two. " * 12))
    gaps = (0.3, 1.0, 3.0)
    at, moved, speech = 0.0, [], []
    for number, word in enumerate(words):
        moved.append(replace(word, start_s=at, end_s=at + 0.5))
        at += 0.5 + (gaps[number // 2 % 3] if number % 2 else 0.0)
    for first, second in pairwise(moved):
        if first.word_id % 2:
            speech.append(Span(first.start_s, second.end_s))
    transcript = a_transcript(moved, reference_status="read", speech=tuple(speech), duration_s=at)
    material = a_material(transcript, reference="One two. " * 12)
    strategic = _measures("pause", material)["strategic_pauses_per_min"]
    assert (strategic.value or 0) * material.extent.length_s / 60 == pytest.approx(4)


def test_shares_of_slow_good_and_fast_time_add_up() -> None:
    slow, fast = talk(12, 12, 2.0, 0.5), talk(12, 24, 6.5, 0.3)
    for samples, spans in (slow, fast):
        measures = _measures("pace", spoken(samples, spans))
        shares = [measures[f"pace_{name}_share"].value or 0.0 for name in ("slow", "in_band", "fast")]
        assert sum(shares) == pytest.approx(1.0, abs=0.001)
    assert _measures("pace", spoken(*slow))["pace_slow_share"].value == 1
    assert _measures("pace", spoken(*fast))["pace_fast_share"].value == 1


def test_bands_of_pace_are_for_english() -> None:
    measures = _measures("pace", spoken(*talk(12, 12, 2.0, 0.5), language="zh"))
    assert measures["pace_slow_share"].reason == measures["pace_fast_share"].reason == "not_english"
    assert measures["speech_rate_sps"].band == ""


def test_correct_words_per_minute_only_where_the_words_are_sure() -> None:
    material = _read()
    correct = _measures("reading", material)["words_correct_per_min"]
    assert correct.value == pytest.approx(51 * 60 / material.extent.length_s, rel=0.01)
    assert (
        _measures("reading", _read(quality_grade="medium"))["words_correct_per_min"].reason
        == "transcript_quality"
    )


def test_a_transcript_of_medium_quality_is_relied_on_less() -> None:
    sure, less = (
        _measures("fillers", _read(quality_grade=grade))["fillers_per_min"].confidence
        for grade in ("high", "medium")
    )
    assert (sure, less) == (0.9, 0.72)


@pytest.mark.parametrize(
    ("part", "name"),
    [
        ("pause", "pause_rate"),
        ("pause", "pause_mean_s"),
        ("pause", "pause_placement"),
        ("fluency", "repetitions_per_100_words"),
        ("fillers", "fillers_per_min"),
    ],
)
def test_values_lie_within_their_intervals(part: str, name: str) -> None:
    measure = _measures(part, _read())[name]
    assert measure.value is not None
    assert measure.interval_low is not None
    assert measure.interval_high is not None
    assert measure.interval_low <= measure.value <= measure.interval_high
