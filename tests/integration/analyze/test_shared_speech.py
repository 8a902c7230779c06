"""How exact the syllables are on real recordings, where these are present (../shared/speech)."""

import gzip
import json
from pathlib import Path

import pytest

from services.analyze.domain.syllables import find_nuclei
from tests.builders.analyze_speech import dictionary_syllables, listened
from tests.builders.prepared_audio import SHARED

CORPUS = SHARED / "speechocean762-train"
FLUENT = 8
"""Median of five experts' scores of fluency, of 10: below it speakers repeat and stretch syllables."""
EVERY = 40

pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not CORPUS.is_dir(), reason="the recordings of ../shared/speech are not here"),
]


def _ratio(recordings: list[tuple[Path, str]], folder: Path) -> float:
    """Syllables found by syllables in the texts, of all recordings together."""
    found = known = 0
    for path, text in recordings:
        expected = dictionary_syllables(text)
        if expected:
            material = listened(path, folder)
            found += len(find_nuclei(material.sound, material.speech))
            known += expected
    return found / known


def _sentences(*, children: bool) -> list[tuple[Path, str]]:
    with gzip.open(CORPUS / "scores.jsonl.gz", "rt") as lines:
        rows = [json.loads(line) for line in lines]
    fluent = [row for row in rows if row["label"]["fluency"] >= FLUENT and (row["age"] <= 12) == children]
    return [(CORPUS / row["audio"], row["text"]) for row in fluent[::EVERY]]


def test_native_speech_is_within_10_per_cent(tmp_path: Path) -> None:
    lines = (SHARED / "clips" / "transcripts.tsv").read_text().splitlines()
    clips = [(SHARED / "clips" / name, text) for name, text in (line.split("\t") for line in lines)]
    assert _ratio(clips, tmp_path) == pytest.approx(1.0, abs=0.10)


@pytest.mark.parametrize("children", [False, True], ids=["adults", "children"])
def test_fluent_sentences_of_non_native_speakers_are_within_10_per_cent(
    tmp_path: Path, children: bool
) -> None:
    assert _ratio(_sentences(children=children), tmp_path) == pytest.approx(1.0, abs=0.10)
