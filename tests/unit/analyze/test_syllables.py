"""Syllable nuclei in constructed voices."""

import numpy as np
import pytest

from services.analyze.domain.material import Span
from services.analyze.domain.syllables import find_nuclei
from tests.builders.analyze_sound import heard, silence, syllables, with_room_tone


@pytest.mark.parametrize("per_second", [2.0, 3.0, 4.0, 5.0, 6.0, 7.0])
@pytest.mark.parametrize("pitch_hz", [90.0, 120.0, 220.0])
def test_each_opening_of_a_voice_is_a_syllable(per_second: float, pitch_hz: float) -> None:
    samples = with_room_tone(syllables(20, per_second, pitch_hz=pitch_hz))
    nuclei = find_nuclei(heard(samples), [Span(0, len(samples) / 16_000)])
    assert len(nuclei) == pytest.approx(20, abs=1)


def test_they_lie_where_the_voice_is_open() -> None:
    nuclei = find_nuclei(heard(syllables(4, 4)), [Span(0, 1)])
    np.testing.assert_allclose(nuclei, [0.125, 0.375, 0.625, 0.875], atol=0.03)


def test_only_speech_has_syllables() -> None:
    samples = np.concatenate([syllables(4, 4), silence(1), syllables(4, 4)])
    assert len(find_nuclei(heard(samples), [Span(2, 3)])) == 4


@pytest.mark.parametrize("speech", [[], [Span(0, 2)]])
def test_silence_and_noise_have_none(speech: list[Span]) -> None:
    noise = np.random.default_rng(2).standard_normal(32_000).astype(np.float32) * 0.1
    assert len(find_nuclei(heard(noise), speech)) <= 2
    assert len(find_nuclei(heard(silence(2)), speech)) == 0


def test_the_level_of_the_recording_changes_nothing() -> None:
    loud, quiet = syllables(12, 4, level=0.9), syllables(12, 4, level=0.02)
    assert len(find_nuclei(heard(loud), [Span(0, 3)])) == len(find_nuclei(heard(quiet), [Span(0, 3)])) == 12


def test_speech_beyond_the_end_of_the_audio_is_no_fault() -> None:
    assert len(find_nuclei(heard(syllables(4, 4)), [Span(0, 99)])) == 4
