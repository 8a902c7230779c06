"""The melody of constructed voices: what was put in comes out, and nothing else is claimed."""

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from services.analyze.domain.emphasis import find_emphasis
from services.analyze.domain.listening import SAMPLE_RATE
from services.analyze.domain.material import Span
from services.analyze.domain.measure import Measure
from services.analyze.domain.parts import run_part
from services.analyze.domain.pitch import track_pitch
from tests.builders.analyze_material import by_name, spoken, words_of
from tests.builders.analyze_sound import Samples, heard, phrases, silence, voice, with_room_tone

Hertz = NDArray[np.float64]


def _seconds(length_s: float) -> Hertz:
    return np.arange(round(length_s * SAMPLE_RATE)) / SAMPLE_RATE


def _swinging(hertz: float, by: float, length_s: float = 40.0) -> Hertz:
    """Up and down by that share, each 2 s."""
    return np.asarray(hertz * (1 + by * np.sin(np.pi * _seconds(length_s))), np.float64)


def _measures(samples: Samples, spans: list[Span], **changes: object) -> dict[str, Measure]:
    return by_name(run_part("prosody", spoken(with_room_tone(samples), spans, **changes)).measures)  # type: ignore[arg-type]


def _spoken(contour: Hertz) -> dict[str, Measure]:
    return _measures(voice(contour), [Span(0, len(contour) / SAMPLE_RATE)])


@pytest.mark.parametrize("hertz", [75.0, 120.0, 210.0, 320.0])
def test_the_pitch_of_a_voice_comes_out(hertz: float) -> None:
    measures = _spoken(_swinging(hertz, 0.05))
    assert measures["pitch_median_hz"].value == pytest.approx(hertz, rel=0.02)


@pytest.mark.parametrize(
    ("by", "band"), [(0.05, "monotone"), (0.16, "acceptable"), (0.25, "ideal"), (0.38, "acceptable")]
)
def test_variation_is_that_of_a_swing(by: float, band: str) -> None:
    contour = _swinging(150.0, by)
    measures = _spoken(contour)
    assert measures["pitch_variation"].value == pytest.approx(by / np.sqrt(2), rel=0.08)
    assert measures["pitch_variation"].band == band
    assert measures["pitch_sd_st"].value == pytest.approx(12 * np.log2(contour).std(), rel=0.08)


@pytest.mark.parametrize("hertz", [100.0, 220.0])
def test_in_semitones_high_and_low_voices_are_alike(hertz: float) -> None:
    by = 0.2
    expected = 12 * np.log2((1 + 0.988 * by) / (1 - 0.988 * by))
    assert _spoken(_swinging(hertz, by))["pitch_range_st"].value == pytest.approx(expected, rel=0.06)


def test_monotone_stretches_are_marked_where_they_are() -> None:
    lively, flat = _swinging(150.0, 0.25, 30.0), np.full(30 * SAMPLE_RATE, 150.0)
    monotone = _spoken(np.concatenate([lively, flat, lively]))["monotone_share"]
    assert monotone.value == pytest.approx(0.33, abs=0.1)
    (place,) = monotone.spans
    assert 25 <= place.start_s <= 35
    assert 55 <= place.end_s <= 65


@pytest.mark.parametrize(("semitones", "share"), [(5.0, 1.0), (0.0, 0.0), (-5.0, 0.0), (1.0, 0.0)])
def test_rising_ends_are_described_and_not_judged(semitones: float, share: float) -> None:
    level, end = np.full(round(1.6 * SAMPLE_RATE), 150.0), _seconds(0.4) / 0.4
    contour = np.concatenate([level, 150.0 * 2 ** (semitones * end / 12)])
    rises = _measures(*phrases([contour] * 8))["terminal_rise_share"]
    assert rises.value == share
    assert (rises.score, rises.band) == (None, "")
    assert len(rises.spans) == (5 if share else 0)


def test_loudness_varies_as_the_phrases_do() -> None:
    quiet, loud = voice(np.full(2 * SAMPLE_RATE, 150.0)), voice(np.full(2 * SAMPLE_RATE, 150.0), level=0.6)
    samples = np.concatenate([piece for _ in range(4) for piece in (quiet, silence(0.6), loud, silence(0.6))])
    spans = [Span(2.6 * index, 2.6 * index + 2) for index in range(8)]
    found = _measures(samples, spans)["loudness_variation_db"]
    assert found.value == pytest.approx(3.2, abs=0.3)  # 6 dB apart: a deviation of 3, of a sample 3.2


@pytest.mark.parametrize(
    ("samples", "reason"),
    [
        (np.random.default_rng(3).standard_normal(40 * SAMPLE_RATE).astype(np.float32) * 0.1, "no_pitch"),
        (silence(40), "no_pitch"),
        (voice(np.full(5 * SAMPLE_RATE, 150.0)), "too_short"),
    ],
    ids=["noise", "silence", "5 s"],
)
def test_without_a_voice_there_is_no_melody(samples: Samples, reason: str) -> None:
    measures = _measures(samples, [Span(0, len(samples) / SAMPLE_RATE)])
    for name in ("pitch_median_hz", "pitch_range_st", "pitch_variation", "monotone_share"):
        assert (measures[name].reason, measures[name].value) == (reason, None)


def test_a_word_that_is_higher_louder_and_longer_stands_out() -> None:
    words = words_of("one two three four five " * 5, each_s=0.4)
    words = tuple(replace(word, syllables=1) for word in words)
    at = 12
    hertz, level = np.full(round(10 * SAMPLE_RATE), 120.0), np.full(round(10 * SAMPLE_RATE), 0.3)
    loud = slice(round(words[at].start_s * SAMPLE_RATE), round(words[at].end_s * SAMPLE_RATE))
    hertz[loud], level[loud] = 170.0, 0.9
    sound = heard(np.asarray(voice(hertz, level=1.0) * level, np.float32))
    found = find_emphasis(words, sound, track_pitch(sound, [Span(0, 10)]))
    assert [word.word_id for word in found] == [words[at].word_id]
    assert found[0].prominence >= 1


def test_few_words_have_no_emphasis() -> None:
    sound = heard(voice(np.full(SAMPLE_RATE, 120.0)))
    assert find_emphasis(words_of("one two three"), sound, track_pitch(sound, [Span(0, 1)])) == ()
