"""The corpus as the product hears it, with the labels of each phone; kept, since hearing takes minutes."""

import hashlib
import inspect
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

import numpy as np
from numpy.typing import NDArray

from services.analyze.adapters.outbound.pronunciation import acoustic_model, aligner, dictionary, listening
from services.analyze.domain.pronunciation import lexicon, spectrum
from services.analyze.domain.pronunciation.alignment import PhoneSpan, TextWord, WordSpan
from services.analyze.domain.pronunciation.evidence import Evidence
from services.analyze.domain.pronunciation.spelling import Spelling
from training.corpus import ScoredWord, Sentence, matched

Floats = NDArray[np.float32]

CACHE = Path(__file__).resolve().parent.parent / "build" / "pronunciation"
_HEARS: tuple[ModuleType, ...] = (acoustic_model, aligner, dictionary, listening, lexicon, spectrum)


@dataclass(frozen=True, eq=False)
class Example:
    sentence: Sentence
    evidence: Evidence

    @property
    def scored_words(self) -> tuple[ScoredWord, ...]:
        """The corpus' word of each of ours."""
        return tuple(self.sentence.words[word.word.index] for word in self.evidence.words)

    @property
    def phone_labels(self) -> Floats:
        """The experts' mean of each phone that we expect; NaN where they expected none like it."""
        labels: list[float] = []
        for words in by_source(self.evidence.words):
            expected = [phone.phone for word in words for phone in word.phones]
            scored = self.sentence.words[words[0].word.index]
            own = dict(matched(expected, scored.reference))
            found = [own.get(place) for place in range(len(expected))]
            labels += [float("nan") if place is None else scored.phones[place] for place in found]
        return np.array(labels, np.float32)


def gather(sentences: Sequence[Sentence], spelling: Spelling, cache: Path = CACHE) -> list[Example]:
    """Those on whose sound the text can be laid: nearly all."""
    folder = cache / _version()
    folder.mkdir(parents=True, exist_ok=True)
    heard = []
    for number, sentence in enumerate(sentences):
        heard.append(_kept(folder / f"{sentence.id}.npz", sentence, spelling))
        if number % 200 == 199:
            sys.stderr.write(f"heard {number + 1} of {len(sentences)} sentences\n")
    return [example for example in heard if example is not None]


def _kept(path: Path, sentence: Sentence, spelling: Spelling) -> Example | None:
    words = lexicon.text_words(sentence.text, dictionary.entries, spelling)
    if not path.exists():
        _hear(path, sentence, words)
    with np.load(path, allow_pickle=False) as kept:
        if not len(kept["phones"]):
            return None
        spans = _spans(words, kept["words"], kept["phones"], kept["frames"])
        likelihoods = (kept["competitors"], kept["context_free"].astype(np.float32))
        levels = kept["levels"].astype(np.float32)
    return Example(sentence, Evidence(spans, *likelihoods, levels[0], tuple(levels[1:])))


def _hear(path: Path, sentence: Sentence, words: Sequence[TextWord]) -> None:
    evidence = listening.listen(sentence.samples(), words)
    if evidence is None:
        np.savez(path, phones=np.array([], "U3"))
        return
    np.savez(
        path,
        words=[len(word.phones) for word in evidence.words],
        phones=[phone.phone for phone in evidence.phones],
        frames=[(*phone.states, phone.end) for phone in evidence.phones],
        competitors=evidence.competitors,
        context_free=evidence.context_free,
        levels=np.stack([evidence.levels, *evidence.warped]),
    )


def _spans(
    words: Sequence[TextWord], sizes: Iterable[int], phones: Iterable[str], frames: NDArray[np.int64]
) -> tuple[WordSpan, ...]:
    rows = iter(zip(phones, frames.tolist(), strict=True))
    return tuple(
        WordSpan(word, tuple(_span(*next(rows)) for _ in range(size)))
        for word, size in zip(words, sizes, strict=True)
    )


def _span(phone: str, frames: Sequence[int]) -> PhoneSpan:
    first, second, third, end = frames
    return PhoneSpan(str(phone), (first, second, third), end)


def by_source(words: Sequence[WordSpan]) -> Iterable[list[WordSpan]]:
    """Words that stand for one word of the text, such as those of a number, together."""
    group: list[WordSpan] = []
    for word in words:
        if group and group[-1].word.index != word.word.index:
            yield group
            group = []
        group.append(word)
    if group:
        yield group


def _version() -> str:
    """What is kept is good for the code that made it."""
    digest = hashlib.sha256()
    for source in map(inspect.getsource, _HEARS):
        digest.update(source.encode())
    return digest.hexdigest()[:12]
