"""The committed judges: a small file of plain arrays that agrees with experts."""

import zipfile
from pathlib import Path

import numpy as np
import pytest

from services.analyze.adapters.outbound.pronunciation.model_file import (
    MODEL_FILE,
    judges,
    load_judges,
    save_judges,
)
from services.analyze.adapters.outbound.pronunciation.reader import read_file
from services.analyze.domain.pronunciation.judges import SCALES, judge
from tests.builders.pronunciation_evidence import evidence_of, text_word
from training.corpus import CORPUS, read_corpus

LARGEST_BYTES = 15_000_000
EVERY = 33
WORDS = (text_word("bear", "B EH R"), text_word("it", "IH T", 1))


def test_the_file_is_small_and_holds_nothing_but_arrays() -> None:
    assert MODEL_FILE.stat().st_size < LARGEST_BYTES
    with zipfile.ZipFile(MODEL_FILE) as file:
        assert all(name.endswith(".npy") for name in file.namelist())


def test_its_card_names_data_licence_and_limits() -> None:
    card = (MODEL_FILE.parent / "MODEL_CARD.md").read_text()
    assert all(word in card for word in ("speechocean762", "CC BY 4.0", "Interspeech 2021", "## Limits"))


def test_judges_that_are_kept_judge_the_same(tmp_path: Path) -> None:
    path = tmp_path / "again.npz"
    save_judges(judges(), path)
    again = load_judges(path)
    evidence = evidence_of(WORDS, heard={0: "P"})
    first, second = judge(evidence, judges()), judge(evidence, again)
    np.testing.assert_array_equal(first.phones, second.phones)
    np.testing.assert_array_equal(first.words, second.words)
    assert first.scales == second.scales
    assert again.spelling == judges().spelling
    assert again.mispronounced_below == judges().mispronounced_below < judges().doubtful_below


def test_judgements_stay_on_the_experts_scales() -> None:
    for heard in ({}, {0: "P", 1: "S", 2: "M", 3: "K", 4: "B"}):
        judgement = judge(evidence_of(WORDS, heard=heard), judges())
        assert ((judgement.phones >= 0) & (judgement.phones <= 2)).all()
        assert ((judgement.words >= 0) & (judgement.words <= 10)).all()
        assert all(0 <= judgement.scales[name] <= 10 for name in SCALES)


@pytest.mark.long
@pytest.mark.shared
@pytest.mark.skipif(not CORPUS.is_dir(), reason="the recordings of ../shared/speech are not here")
def test_it_agrees_with_experts_on_some_sentences() -> None:
    """Of speakers that it has learned from, so that this says no more than that nothing is broken."""
    chosen = read_corpus(CORPUS)[::EVERY]
    told = [read_file(sentence.audio, sentence.text) for sentence in chosen]
    pairs = [(found, sentence) for found, sentence in zip(told, chosen, strict=True) if found is not None]
    assert len(pairs) >= len(chosen) - 1
    for place, name in enumerate(("accuracy_score", "fluency_score", "prosody_score", "pron_score")):
        scores = [getattr(found, name) for found, _ in pairs]
        labels = [sentence.scores[place] for _, sentence in pairs]
        assert np.corrcoef(scores, labels)[0, 1] > 0.7
