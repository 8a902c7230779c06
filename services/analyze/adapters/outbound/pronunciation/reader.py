"""A recording of a text that was read, scored: for the service, for training and for anybody with a file.

>>> from pathlib import Path
>>> read_file(Path("sentence.flac"), "We call it bear.")  # doctest: +SKIP
Pronunciation(accuracy_score=76.3, ...)
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import soundfile
from numpy.typing import NDArray

from services.analyze.adapters.outbound.pronunciation.dictionary import entries
from services.analyze.adapters.outbound.pronunciation.listening import listen
from services.analyze.adapters.outbound.pronunciation.model_file import judges
from services.analyze.domain.errors import AudioUnreadable
from services.analyze.domain.pronunciation.alignment import TextWord
from services.analyze.domain.pronunciation.judges import Judges, judge
from services.analyze.domain.pronunciation.lexicon import text_words
from services.analyze.domain.pronunciation.passages import Passage, Transcribed, find_passages
from services.analyze.domain.pronunciation.results import Pronunciation
from services.analyze.domain.pronunciation.spectrum import SAMPLE_RATE
from services.analyze.domain.pronunciation.telling import Judged, Thresholds, tell

LONGEST_S = 120.0
"""Of one passage: what is longer is no passage of a hundred words, and would take too much memory."""
BUDGET_S = 300.0
"""Of a recording, in passages spread evenly over it: five minutes tell how somebody reads."""
FEWEST_WORDS = 2

Floats = NDArray[np.float32]


def read_file(audio: Path, text: str) -> Pronunciation | None:
    """Of an audio file (16 kHz, mono) in which just this text is read; None where nothing can be judged."""
    words = said_words(text)
    with soundfile.SoundFile(audio) as file:
        end_s = file.frames / SAMPLE_RATE
    return read_passages(audio, [Passage(words, 0.0, end_s, frozenset(range(len(words))))])


def read_aloud(audio: Path, text: str, heard: Transcribed) -> Pronunciation | None:
    """Of a recording with its transcript; None where nothing can be judged."""
    return read_passages(audio, find_passages(said_words(text), heard))


def said_words(text: str) -> tuple[TextWord, ...]:
    return text_words(text, entries, judges().spelling)


def read_passages(audio: Path, passages: Sequence[Passage]) -> Pronunciation | None:
    learned = judges()
    thresholds = Thresholds(learned.mispronounced_below, learned.doubtful_below)
    return tell(passages, list(_judged(audio, passages, learned)), thresholds)


def _judged(audio: Path, passages: Sequence[Passage], learned: Judges) -> Iterator[Judged]:
    """Passage by passage, so that an hour of audio is never in memory at once."""
    for passage in _within_budget([p for p in passages if p.was_read and len(p.words) >= FEWEST_WORDS]):
        evidence = listen(_samples(audio, passage), passage.words)
        if evidence is not None:
            yield Judged(passage, passage.start_s, evidence, judge(evidence, learned))


def _within_budget(passages: Sequence[Passage]) -> Sequence[Passage]:
    chosen = [passage for passage in passages if passage.length_s <= LONGEST_S]
    total = sum(passage.length_s for passage in chosen)
    if total <= BUDGET_S:
        return chosen
    count = max(1, int(len(chosen) * BUDGET_S / total))
    return [chosen[number * len(chosen) // count] for number in range(count)]


def _samples(audio: Path, passage: Passage) -> Floats:
    first, last = (round(edge * SAMPLE_RATE) for edge in (passage.start_s, passage.end_s))
    try:
        with soundfile.SoundFile(audio) as file:
            if (file.samplerate, file.channels) != (SAMPLE_RATE, 1):
                raise AudioUnreadable("The audio is not of one channel at 16 kHz.")
            file.seek(min(first, file.frames))
            samples = file.read(max(0, last - first), dtype="float32")
    except soundfile.LibsndfileError as error:
        raise AudioUnreadable("The audio can't be decoded.") from error
    return np.nan_to_num(np.asarray(samples, np.float32), nan=0.0, posinf=1.0, neginf=-1.0)
