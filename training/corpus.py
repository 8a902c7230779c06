"""speechocean762: sentences with five experts' scores, and their labels for the phones that we expect."""

import gzip
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import soundfile
from numpy.typing import NDArray

from services.analyze.domain.pronunciation.judges import SCALES
from services.analyze.domain.pronunciation.phones import MANNER

CORPUS = Path(__file__).resolve().parent.parent.parent / "shared" / "speech" / "speechocean762-train"
CHILD = 12
"""Years up to which a speaker counts as a child, as in the published comparisons."""


@dataclass(frozen=True)
class ScoredWord:
    text: str
    # Medians of the experts, 0 to 10.
    accuracy: float
    total: float
    # Means of the experts, 0 to 2, of the phones that they expected.
    reference: tuple[str, ...]
    phones: tuple[float, ...]


@dataclass(frozen=True)
class Sentence:
    id: str
    speaker: str
    age: int
    gender: str
    audio: Path
    words: tuple[ScoredWord, ...]
    # Medians of the experts, 0 to 10, in the order of SCALES.
    scores: tuple[float, ...]
    # Each expert's own, four or five.
    experts: tuple[tuple[float, ...], ...]

    @property
    def text(self) -> str:
        return " ".join(word.text for word in self.words)

    def samples(self) -> NDArray[np.float32]:
        return np.asarray(soundfile.read(self.audio, dtype="float32")[0], np.float32)


def read_corpus(folder: Path) -> list[Sentence]:
    with gzip.open(folder / "scores.jsonl.gz", "rt", encoding="utf-8") as lines:
        return [_sentence(folder, json.loads(line)) for line in lines]


def _sentence(folder: Path, row: Mapping[str, Any]) -> Sentence:
    words = tuple(
        ScoredWord(
            word["text"],
            word["label"]["accuracy"],
            word["label"]["total"],
            tuple(word["reference_phones"]),
            tuple(word["label"]["phones"]),
        )
        for word in row["words"]
    )
    return Sentence(
        id=row["id"],
        speaker=row["speaker"],
        age=row["age"],
        gender=row["gender"],
        audio=folder / row["audio"],
        words=words,
        scores=tuple(row["label"][scale] for scale in SCALES),
        experts=tuple(tuple(row[scale]) for scale in SCALES),
    )


def matched(expected: Sequence[str], reference: Sequence[str]) -> Iterator[tuple[int | None, int | None]]:
    """Pairs of positions in two pronunciations of one word by edit distance; alike phones are near."""
    rows, columns = len(expected), len(reference)
    cost = np.zeros((rows + 1, columns + 1))
    cost[:, 0], cost[0, :] = np.arange(rows + 1), np.arange(columns + 1)
    for i in range(1, rows + 1):
        for j in range(1, columns + 1):
            swapped = cost[i - 1, j - 1] + _distance(expected[i - 1], reference[j - 1])
            cost[i, j] = min(swapped, cost[i - 1, j] + 1, cost[i, j - 1] + 1)
    pairs: list[tuple[int | None, int | None]] = []
    i, j = rows, columns
    while i or j:
        if i and j and cost[i, j] == cost[i - 1, j - 1] + _distance(expected[i - 1], reference[j - 1]):
            i, j = i - 1, j - 1
            pairs.append((i, j))
        elif i and cost[i, j] == cost[i - 1, j] + 1:
            i -= 1
            pairs.append((i, None))
        else:
            j -= 1
            pairs.append((None, j))
    return reversed(pairs)


def _distance(one: str, other: str) -> float:
    if one == other:
        return 0.0
    vowels = (MANNER[one] <= 1, MANNER[other] <= 1)
    return 0.6 if vowels == (True, True) else 0.9 if vowels == (False, False) else 1.6
