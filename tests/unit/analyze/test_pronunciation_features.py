"""The numbers tell a well said phone from another, and nothing of the sentence is ever not a number."""

import numpy as np
import pytest

from services.analyze.domain.pronunciation.phone_features import phone_features
from services.analyze.domain.pronunciation.phone_loop import free_phones
from services.analyze.domain.pronunciation.spectrum import BANDS, INPUTS, WARPS, band_levels, trajectories
from services.analyze.domain.pronunciation.word_features import sentence_features, word_features
from tests.builders.pronunciation_evidence import evidence_of, text_word

WORDS = (text_word("bear", "B EH R"), text_word("it", "IH T", 1))
LEAD = 0
"""Of the own phone over the best other one, by the mixtures: the first of the numbers."""


def test_a_wrong_phone_falls_behind_the_one_that_it_sounds_like() -> None:
    evidence = evidence_of(WORDS, heard={0: "P"})
    own, _ = phone_features(evidence, evidence.context_free)
    assert own[0, LEAD] < 0
    assert (own[1:, LEAD] > 0).all()


@pytest.mark.parametrize("words", [WORDS[:1], WORDS, (text_word("a", "AH"),), WORDS * 50])
@pytest.mark.parametrize("gap", [0, 200])
def test_all_numbers_are_finite(words: tuple[object, ...], gap: int) -> None:
    evidence = evidence_of(words, gap=gap)  # type: ignore[arg-type]
    own, vectors = phone_features(evidence, evidence.context_free)
    said = np.full(len(own), 1.8, np.float32)
    of_words = word_features(evidence, own, said)
    whole = sentence_features(evidence, own, said, np.full(len(words), 8, np.float32))
    assert len(of_words) == len(words)
    assert all(np.isfinite(numbers).all() for numbers in (own, vectors, of_words, whole))


def test_free_phones_follow_what_is_heard_and_do_not_flicker() -> None:
    logs = np.log(np.full((30, 3), 0.1, np.float32))
    logs[:10, 0], logs[10:20, 1], logs[20:, 2] = 0, 0, 0
    logs[5] = np.log([0.3, 0.6, 0.1])  # one frame's doubt changes nothing
    assert free_phones(logs).tolist() == [0] * 10 + [1] * 10 + [2] * 10


def test_levels_do_not_depend_on_a_frame_more() -> None:
    samples = np.random.default_rng(0).normal(0, 0.1, 16_000).astype(np.float32)
    short, long = band_levels(samples, 90), band_levels(samples, 98)
    assert len(short) == len(WARPS)
    assert short[0].shape == (90, BANDS)
    np.testing.assert_array_equal(short[0], long[0][:90])
    assert trajectories(short[0]).shape == (90, INPUTS)


def test_silence_has_levels_too() -> None:
    assert np.isfinite(band_levels(np.zeros(100, np.float32), 10)[0]).all()
