"""Pace over time."""

from dataclasses import replace

import numpy as np
import pytest

from services.analyze.domain.material import Span
from services.analyze.domain.pace import pace_windows, variation
from services.analyze.domain.parts import PARTS
from tests.builders.analyze_material import a_material, a_transcript, by_name, spoken, words_of
from tests.builders.analyze_sound import heard, talk


@pytest.mark.parametrize(
    ("length_s", "count"), [(9.9, 0), (10.0, 1), (10.4, 1), (11, 2), (15, 2), (20, 3), (60, 11), (62, 12)]
)
def test_windows_cover_the_speech(length_s: float, count: int) -> None:
    start = 3.0
    transcript = a_transcript(speech=(Span(start, start + length_s),), duration_s=100.0)
    windows = pace_windows(a_material(transcript), np.zeros(0))
    assert len(windows) == count
    if windows:
        assert windows[0].start_s == start
        assert windows[-1].end_s == pytest.approx(start + length_s, abs=0.5)


def test_a_window_without_speech_is_silent_and_leaves_the_variation_alone() -> None:
    samples, spans = talk(2, 48, 4.0, 16.0)
    windows = PARTS["pace"](spoken(samples, spans)).pace
    assert "silent" in {window.band for window in windows}
    steady = pace_windows(spoken(*talk(1, 160, 4.0, 0)), np.arange(0.125, 40, 0.25))
    assert variation(steady) == pytest.approx(0, abs=0.03)


def test_words_per_minute_need_words_that_count() -> None:
    words = words_of("word " * 60)
    rated = pace_windows(a_material(a_transcript(words)), np.zeros(0))
    unrated = pace_windows(a_material(a_transcript(words, quality_grade="low")), np.zeros(0))
    assert rated[0].words_per_min == pytest.approx(60 / 0.35, rel=0.05)
    assert unrated[0].words_per_min is None


@pytest.mark.parametrize(
    ("per_second", "band"),
    [(2.0, "slow"), (3.0, "acceptable"), (3.7, "ideal"), (4.3, "acceptable"), (6.0, "fast")],
)
def test_the_syllable_rate_has_the_bands_of_the_profile(per_second: float, band: str) -> None:
    samples, spans = talk(1, int(20 * per_second), per_second, 0)
    measure = by_name(PARTS["pace"](spoken(samples, spans)).measures)["speech_rate_sps"]
    assert measure.value == pytest.approx(per_second, rel=0.06)
    assert measure.band == band
    assert bool(measure.spans) == (band in {"slow", "fast"})


@pytest.mark.parametrize(
    ("syllables", "grade", "band"),
    [(1, "high", "fast"), (2, "high", "acceptable"), (0, "high", "ideal"), (1, "low", "ideal")],
)
def test_the_bands_follow_the_words_of_the_speech(syllables: int, grade: str, band: str) -> None:
    """3.7 syllables a second are 222 short words a minute and 111 long ones."""
    samples, spans = talk(1, 74, 3.7, 0)
    said = tuple(replace(word, syllables=syllables) for word in words_of("word " * 50))
    transcript = a_transcript(said, quality_grade=grade, speech=tuple(spans), duration_s=21.0)
    findings = PARTS["pace"](a_material(transcript, sound=heard(samples)))
    assert by_name(findings.measures)["speech_rate_sps"].band == band
    assert {window.band for window in findings.pace} == {"fast" if band == "fast" else "ideal"}


def test_other_languages_have_no_english_bands() -> None:
    samples, spans = talk(1, 60, 2.0, 0)
    findings = PARTS["pace"](spoken(samples, spans, language="de-DE"))
    measure = by_name(findings.measures)["speech_rate_sps"]
    assert measure.value
    assert (measure.band, measure.score) == ("", None)
    assert {window.band for window in findings.pace} == {""}


@pytest.mark.parametrize(("runs", "reason"), [(1, "too_short"), (4, "")])
def test_variation_needs_30_s_of_speech(runs: int, reason: str) -> None:
    samples, spans = talk(runs, 40, 4.0, 0.5)
    assert by_name(PARTS["pace"](spoken(samples, spans)).measures)["pace_cv"].reason == reason
