"""How long a sentence takes, and whether it says the same every time."""

import time
from collections.abc import Sequence

from benchmarks.figures import Figure, spread
from services.analyze.adapters.outbound.pronunciation.reader import read_file
from services.analyze.domain.pronunciation.spectrum import SAMPLE_RATE
from training.corpus import Sentence

SHORTEST_S, LONGEST_S = 4.5, 5.5
MOST = 20
BAR_S = 1.0


def speed(sentences: Sequence[Sentence]) -> list[Figure]:
    """Of sentences of about 5 s, in a process that has scored one before."""
    chosen = [s for s in sentences if SHORTEST_S <= len(s.samples()) / SAMPLE_RATE <= LONGEST_S][:MOST]
    first = [repr(read_file(sentence.audio, sentence.text)) for sentence in chosen]
    taken, second = [], []
    for sentence in chosen:
        begun = time.perf_counter()
        second.append(repr(read_file(sentence.audio, sentence.text)))
        taken.append(time.perf_counter() - begun)
    slowest = max(taken)
    same = sum(a == b for a, b in zip(first, second, strict=True)) / len(chosen)
    return [
        *spread("a sentence of about 5 s", taken, "s"),
        Figure("the slowest", slowest, "s", f"under {BAR_S:g} s", slowest < BAR_S),
        Figure("the same to the last digit when scored again", same, "of all", "all", same == 1),
    ]
