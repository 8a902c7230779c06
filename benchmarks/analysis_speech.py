"""Real speech to edit: the shared recordings where they are present, else synthesised sentences."""

import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tests.builders.prepared_audio import SHARED, samples_of
from tests.builders.speech import Speech

Samples = NDArray[np.float64]
CORPUS = SHARED / "speechocean762-train"
CLIPS = SHARED / "clips"
FLUENT = 9
"""Median of the experts' scores of fluency, of 10: who reads like that makes no pauses of their own."""
CORPUS_SENTENCES = 30
_SYNTHESISED = (
    "A good talk has one idea that people take home.",
    "Between the two you tell a story that makes it matter.",
    "When you pause before the point, everybody listens.",
    "So choose the one that counts and let the others go.",
)


@dataclass(frozen=True)
class Reading:
    """One sentence, read cleanly."""

    name: str
    samples: Samples
    text: str


def readings(folder: Path) -> tuple[list[Reading], str]:
    """The sentences, and where they are from."""
    native = list(_native())
    if not native:
        speech = Speech(folder)
        made = [
            Reading(f"voice {n}", samples_of(speech.say(text)), text) for n, text in enumerate(_SYNTHESISED)
        ]
        return made, "synthesised sentences, since no recordings are here"
    return [*native, *_corpus()], "LibriVox clips and fluent sentences of speechocean762"


def _native() -> Iterator[Reading]:
    table = CLIPS / "transcripts.tsv"
    rows = [line.split("\t") for line in table.read_text().splitlines()] if table.exists() else []
    for name, text in rows:
        if name.startswith("librivox"):
            yield Reading(name, samples_of(CLIPS / name), text)


def _corpus() -> Iterator[Reading]:
    """One sentence a speaker, evenly over the corpus."""
    if not CORPUS.is_dir():
        return
    with gzip.open(CORPUS / "scores.jsonl.gz", "rt") as lines:
        rows = [json.loads(line) for line in lines]
    fluent = {
        row["speaker"]: row for row in rows if row["label"]["fluency"] >= FLUENT and row["seconds"] >= 3.5
    }
    for row in list(fluent.values())[:: max(1, len(fluent) // CORPUS_SENTENCES)]:
        yield Reading(row["id"], samples_of(CORPUS / row["audio"]), row["text"])
