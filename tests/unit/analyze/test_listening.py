"""From samples to a sound track."""

import numpy as np
import pytest

from services.analyze.domain.listening import Listener
from tests.builders.analyze_sound import heard, hum, silence, syllables


def test_one_frame_each_10_ms() -> None:
    track = heard(hum(1.0))
    assert len(track.level_db) == len(track.vowel_db) == len(track.periodicity) == 101


@pytest.mark.parametrize("block", [1, 7, 160, 641, 5000])
def test_the_size_of_the_blocks_changes_nothing(block: int) -> None:
    samples = syllables(2, 4)
    whole, parts = heard(samples), heard(samples, block)
    np.testing.assert_allclose(whole.level_db, parts.level_db, atol=1e-3)
    np.testing.assert_allclose(whole.vowel_db, parts.vowel_db, atol=1e-3)
    np.testing.assert_allclose(whole.periodicity, parts.periodicity, atol=1e-3)


def test_levels_are_in_decibels_of_full_scale() -> None:
    track = heard(hum(1.0, level=0.1))
    assert track.level_db[50] == pytest.approx(20 * np.log10(0.1) - 3.01, abs=0.5)


def test_a_voice_is_periodic_and_noise_is_not() -> None:
    noise = np.random.default_rng(3).standard_normal(16_000).astype(np.float32) * 0.1
    assert np.median(heard(syllables(4, 4)).periodicity) > 0.9
    assert np.median(heard(noise).periodicity) < 0.4


@pytest.mark.parametrize(
    "samples",
    [
        np.zeros(0, np.float32),
        np.zeros(1, np.float32),
        np.ones(1, np.float32),
        silence(0.5),
        np.full(8000, np.nan, np.float32),
        np.full(8000, np.inf, np.float32),
        np.full(8000, -np.inf, np.float32),
        np.full(8000, 1.0, np.float32),
    ],
    ids=["nothing", "one zero", "one sample", "silence", "nan", "inf", "-inf", "constant"],
)
def test_hostile_samples_give_finite_tracks(samples: np.ndarray) -> None:
    track = heard(samples)
    for values in (track.level_db, track.vowel_db, track.periodicity):
        assert np.isfinite(values).all()


def test_what_was_never_fed_is_short() -> None:
    assert len(Listener().finish().level_db) <= 1
