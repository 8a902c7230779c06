"""What speaks for and against each word, and for a whole sentence, once its phones are judged."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from services.analyze.domain.pronunciation.alignment import FRAME_S, WordSpan
from services.analyze.domain.pronunciation.evidence import Evidence
from services.analyze.domain.pronunciation.phones import VOWELS

Floats = NDArray[np.float32]

SHOWN = (0, 1, 2, 4, 5, 7, 9, 11, 12, 14, 20, 21, 23, 26, 27, 28, 29, 30, 31, 35, 36)
"""Of the phones' own numbers: those that are summed up for words and sentences."""
GAPS = (10, 20, 40, 80)
"""Frames of silence between words that are counted."""
_QUANTILES = (0.05, 0.1, 0.25, 0.5, 0.75)


def word_features(evidence: Evidence, own: Floats, judged: Floats) -> Floats:
    """[word, feature]; `own` are the phones' numbers and `judged` their scores, 0 to 2."""
    starts = _starts(evidence.words)
    counts = np.diff(np.append(starts, len(judged)))
    shown = own[:, SHOWN]
    mean = np.add.reduceat(judged, starts) / counts
    level = float(mean.mean())
    around = [_moved(mean, by, level) for by in (-2, -1, 1, 2)]
    whole = [judged.mean(), judged.std(), np.quantile(judged, 0.1), mean.min(), mean - level, len(starts)]
    columns = [mean, *_of_phones(evidence, judged, starts), *around, *whole]
    tables = [
        np.add.reduceat(shown, starts) / counts[:, None],
        np.minimum.reduceat(shown, starts),
        np.maximum.reduceat(shown, starts),
    ]
    sentence = np.broadcast_to(shown.mean(axis=0), (len(starts), shown.shape[1]))
    return np.concatenate([_stacked(columns, len(starts)), *tables, sentence], axis=1)


def _of_phones(evidence: Evidence, judged: Floats, starts: NDArray[np.int64]) -> list[NDArray[np.generic]]:
    """What each word's phones are like beside their mean, and where the word stands."""
    ends = np.append(starts[1:], len(judged))
    bad = np.clip(2 - judged, 0, 2)
    places = np.arange(len(starts))
    return [
        np.minimum.reduceat(judged, starts),
        np.add.reduceat(bad * bad, starts),
        np.add.reduceat(bad, starts),
        judged[starts],
        judged[ends - 1],
        ends - starts,
        _over(judged, evidence, vowels=True),
        _over(judged, evidence, vowels=False),
        *_gaps(evidence.words),
        places,
        len(starts) - places,
    ]


def sentence_features(evidence: Evidence, own: Floats, judged: Floats, words: Floats) -> Floats:
    """[feature]; `words` are the words' scores, 0 to 10."""
    shown = own[:, SHOWN]
    vowels = np.array([phone.phone in VOWELS for phone in evidence.phones])
    parts = [
        _summary(judged),
        _summary(words),
        _rates(evidence, vowels),
        _rhythm(evidence, vowels),
        _lengthwise(judged, words, evidence),
        np.array([_mean(judged[vowels]), _mean(judged[~vowels])]),
        shown.mean(axis=0),
        shown.std(axis=0),
        np.quantile(shown, (0.1, 0.5, 0.9), axis=0).reshape(-1),
    ]
    return np.concatenate(parts).astype(np.float32)


def _starts(words: Sequence[WordSpan]) -> NDArray[np.int64]:
    return np.cumsum([0, *(len(word.phones) for word in words[:-1])])


def _over(judged: Floats, evidence: Evidence, *, vowels: bool) -> Floats:
    """The mean score of each word's vowels or consonants; of all its phones where it has none."""
    found, at = [], 0
    for word in evidence.words:
        own = judged[at : at + len(word.phones)]
        chosen = np.array([(phone.phone in VOWELS) == vowels for phone in word.phones])
        found.append((own[chosen] if chosen.any() else own).mean())
        at += len(word.phones)
    return np.array(found, np.float32)


def _gaps(words: Sequence[WordSpan]) -> tuple[Floats, Floats]:
    gaps = [after.start - before.end for before, after in pairwise(words)]
    return np.array([0, *gaps], np.float32), np.array([*gaps, 0], np.float32)


def _summary(values: Floats) -> Floats:
    return np.array([values.mean(), values.std(), values.min(), *np.quantile(values, _QUANTILES)], np.float32)


def _rates(evidence: Evidence, vowels: NDArray[np.bool_]) -> Floats:
    """Phones, syllables and words in a second, with and without the silences; the silences themselves."""
    gaps = _gaps(evidence.words)[1]
    whole = (evidence.words[-1].end - evidence.words[0].start) * FRAME_S
    spoken = max(whole - float(gaps.sum()) * FRAME_S, 0.1)
    counts = np.array([len(vowels), vowels.sum(), len(evidence.words)])
    between = max(1, len(evidence.words) - 1)
    return np.array(
        [
            *(counts / max(whole, 0.1)),
            *(counts / spoken),
            spoken / max(whole, 0.1),
            *((gaps >= length).sum() / between for length in GAPS),
            gaps.max(),
            gaps.sum() / between,
            *counts,
        ],
        np.float32,
    )


def _rhythm(evidence: Evidence, vowels: NDArray[np.bool_]) -> Floats:
    """How much the lengths of vowels and of words differ from one to the next (nPVI), and overall."""
    lengths = np.array([phone.length for phone in evidence.phones], np.float32)
    words = np.array([(word.end - word.start) / len(word.phones) for word in evidence.words], np.float32)
    found = []
    for values in (lengths[vowels], lengths[~vowels], words):
        pairs = np.abs(np.diff(values)) / (values[1:] + values[:-1]) if len(values) > 1 else np.zeros(1)
        found += [_mean(pairs) * 200, values.std() / max(values.mean(), 1) if len(values) else 0.0]
    return np.array([*found, lengths.max(), np.quantile(lengths, 0.9), (lengths <= 3).mean()], np.float32)


def _lengthwise(judged: Floats, words: Floats, evidence: Evidence) -> Floats:
    """Scores weighted by time; the share of bad phones and words; the worst run."""
    lengths = np.array([phone.length for phone in evidence.phones], np.float32)
    runs = np.convolve(words, np.full(3, 1 / 3), mode="valid") if len(words) >= 3 else words
    weighted = (judged * lengths).sum() / lengths.sum()
    return np.array([weighted, (judged < 1.5).mean(), (words < 7.5).mean(), runs.min()], np.float32)


def _mean(values: NDArray[np.floating]) -> float:
    return float(values.mean()) if len(values) else 0.0


def _moved(values: NDArray[np.floating], by: int, edge: float) -> Floats:
    moved = np.full(len(values), edge, np.float32)
    if abs(by) < len(values):
        moved[max(0, -by) : len(values) - max(0, by)] = values[max(0, by) : len(values) + min(0, by)]
    return moved


def _stacked(columns: Sequence[NDArray[np.generic] | float], rows: int) -> Floats:
    return np.stack([np.broadcast_to(np.asarray(c, np.float32), rows) for c in columns], axis=1)
