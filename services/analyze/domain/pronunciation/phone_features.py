"""What speaks for and against each phone of a sentence, as numbers.

None of them tells the microphone, the room or the loudness: levels count only against the sentence's own.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from services.analyze.domain.pronunciation.evidence import Evidence
from services.analyze.domain.pronunciation.learned import log_softmax
from services.analyze.domain.pronunciation.phone_loop import free_phones
from services.analyze.domain.pronunciation.phones import (
    MANNER,
    PHONE_INDEX,
    PHONES,
    SILENCE_INDEX,
)

Floats = NDArray[np.float32]
Integers = NDArray[np.int64]

SOFTNESS = 0.3
"""Gaussian mixtures are far too sure of themselves; their logarithms are scaled by this."""
TOLERANCE = 4
"""Frames by which a boundary may be off."""
LONGEST_GAP = 100
"""Frames of silence beyond which a gap is a gap."""
_SAME_MANNER = np.array([[MANNER[a] == MANNER[b] for b in PHONES] for a in PHONES])


class Segments:
    """Where the phones are, as arrays."""

    def __init__(self, evidence: Evidence) -> None:
        phones = evidence.phones
        self.phone: Integers = np.array([PHONE_INDEX[phone.phone] for phone in phones])
        self.start: Integers = np.array([phone.start for phone in phones])
        self.end: Integers = np.array([phone.end for phone in phones])
        self.length = self.end - self.start
        self.word: Integers = np.repeat(
            np.arange(len(evidence.words)), [len(word.phones) for word in evidence.words]
        )
        self.frames = evidence.frames

    def mean(self, tracks: Floats, first: float = 0.0, last: float = 1.0) -> Floats:
        """Of each phone, or of a part of it, the mean over its frames."""
        start = self.start + np.floor(self.length * first).astype(np.int64)
        end = np.maximum(self.start + np.ceil(self.length * last).astype(np.int64), start + 1)
        sums = np.concatenate([np.zeros((1, *tracks.shape[1:])), np.cumsum(tracks, axis=0, dtype=np.float64)])
        lengths = (end - start).reshape(-1, *[1] * (tracks.ndim - 1))
        return np.asarray((sums[end] - sums[start]) / lengths, np.float32)

    def of_own(self, values: Floats) -> Floats:
        """The column of each row's own phone."""
        return values[np.arange(len(self.phone)), self.phone]


def phone_features(evidence: Evidence, frame_logs: Floats) -> tuple[Floats, Floats]:
    """The numbers of each phone, [phone, feature], and the vectors that a network looks at."""
    segments = Segments(evidence)
    mixtures, mixture_vector = _by_mixtures(evidence, segments)
    network, network_vector = _by_network(frame_logs, segments)
    loop = _by_free_phones(frame_logs, segments)
    timing = _timing(segments)
    own = np.concatenate([mixtures, network, loop, timing, _levels(evidence, segments)], axis=1)
    place = _place(evidence, segments)
    context = _context(own, segments)
    identity = np.eye(len(PHONES), dtype=np.float32)[segments.phone]
    vectors = np.concatenate([mixture_vector, network_vector, identity], axis=1)
    return np.concatenate([own, place, context], axis=1), vectors


def _by_mixtures(evidence: Evidence, segments: Segments) -> tuple[Floats, Floats]:
    """Against every other phone in the same context, over the same frames."""
    competitors = evidence.competitors.mean(axis=1)
    own = segments.of_own(competitors)
    states = np.stack([_lead(evidence.competitors[:, state], segments) for state in range(3)], axis=1)
    soft = log_softmax(SOFTNESS * competitors)
    free = segments.mean(evidence.context_free.max(axis=1))
    frames = segments.mean(log_softmax(SOFTNESS * evidence.context_free))
    columns = (
        _lead(competitors, segments),
        segments.of_own(log_softmax(competitors)),
        segments.of_own(soft),
        (competitors > own[:, None]).sum(axis=1),
        own - free,
        segments.of_own(frames),
        frames[:, SILENCE_INDEX],
        states.min(axis=1),
        states[:, 1],
        -(np.exp(soft) * soft).sum(axis=1),
        np.log((np.exp(soft) * _SAME_MANNER[segments.phone]).sum(axis=1) + 1e-6),
    )
    return _stacked(columns), np.clip(competitors - own[:, None], -15, 15) * np.float32(0.2)


def _by_network(logs: Floats, segments: Segments) -> tuple[Floats, Floats]:
    probability = np.exp(logs)
    mean_logs, mean = segments.mean(logs), segments.mean(probability)
    phones = mean[:, :SILENCE_INDEX]
    own = segments.of_own(mean)
    columns = (
        segments.of_own(mean_logs),
        own,
        np.log(own + 1e-4),
        _lead(mean_logs[:, :SILENCE_INDEX], segments),
        np.log(own + 1e-4) - np.log(_without_own(phones, segments).max(axis=1) + 1e-4),
        (phones > own[:, None]).sum(axis=1),
        *(segments.of_own(segments.mean(logs, *part)) for part in ((0, 1 / 3), (1 / 3, 2 / 3), (2 / 3, 1))),
        mean[:, SILENCE_INDEX],
        -(mean * np.log(mean + 1e-6)).sum(axis=1),
        np.log((phones * _SAME_MANNER[segments.phone]).sum(axis=1) + 1e-4),
        _best_nearby(probability, segments),
        _of_neighbour(mean, segments, -1),
        _of_neighbour(mean, segments, 1),
    )
    return _stacked(columns), np.clip(mean_logs, -10, 0) * np.float32(0.5)


def _by_free_phones(logs: Floats, segments: Segments) -> Floats:
    """Whether the phones that are heard without knowing the text are those of the text."""
    heard = free_phones(logs)
    same = np.array(
        [
            (heard[start:end] == phone).mean()
            for start, end, phone in zip(segments.start, segments.end, segments.phone, strict=True)
        ]
    )
    nearby = np.array(
        [
            (heard[max(0, start - TOLERANCE) : end + TOLERANCE] == phone).any()
            for start, end, phone in zip(segments.start, segments.end, segments.phone, strict=True)
        ]
    )
    changes = np.concatenate([[0], np.cumsum(heard[1:] != heard[:-1])])
    return _stacked((same, nearby, changes[segments.end - 1] - changes[segments.start]))


def _timing(segments: Segments) -> Floats:
    length = np.log(segments.length)
    before = np.concatenate([[0], segments.start[1:] - segments.end[:-1]])
    after = np.concatenate([before[1:], [0]])
    relative = length - USUAL_LENGTH[segments.phone]
    rest = relative - relative.mean()
    return _stacked(
        (
            length,
            relative,
            rest,
            np.minimum(before, LONGEST_GAP),
            np.minimum(after, LONGEST_GAP),
        )
    )


def _levels(evidence: Evidence, segments: Segments) -> Floats:
    """Against the sentence's mean; how much it moves."""
    loudness = evidence.levels.mean(axis=1)
    parts = [segments.mean(loudness, *part) for part in ((0, 1 / 3), (1 / 3, 2 / 3), (2 / 3, 1))]
    return _stacked((segments.mean(loudness), parts[1] - parts[0], parts[2] - parts[1]))


def _place(evidence: Evidence, segments: Segments) -> Floats:
    sizes = np.array([len(word.phones) for word in evidence.words])
    first = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    in_word = np.arange(len(segments.phone)) - first[segments.word]
    size = sizes[segments.word]
    manner = np.array([MANNER[phone] for phone in PHONES])[segments.phone]
    return _stacked(
        (
            segments.phone,
            manner,
            _shifted(segments.phone, -1, -1),
            _shifted(segments.phone, 1, -1),
            _shifted(manner, -1, -1),
            _shifted(manner, 1, -1),
            in_word,
            size - in_word,
            size,
            len(evidence.words),
            segments.word,
            len(evidence.words) - segments.word,
        )
    )


CONTEXT = (0, 2, 5, 11, 14, 20, 23, 26, 30, 31)
"""Of the phone's own numbers: those that are also shown for its neighbours, its word and its sentence."""


def _context(own: Floats, segments: Segments) -> Floats:
    shown = own[:, CONTEXT]
    neighbours = [_shifted(shown, by, 0.0) for by in (-2, -1, 1, 2)]
    word = [spread[segments.word] for spread in _spreads(shown, segments.word)]
    whole = [
        np.broadcast_to(value, shown.shape)
        for value in (shown.mean(axis=0), shown.std(axis=0), *np.quantile(shown, (0.1, 0.5), axis=0))
    ]
    return np.concatenate([*neighbours, *word, *whole, shown - shown.mean(axis=0)], axis=1).astype(np.float32)


def _spreads(values: Floats, groups: Integers) -> tuple[NDArray[np.floating], NDArray[np.floating]]:
    """Mean and least of each group; groups are runs."""
    starts = np.flatnonzero(np.concatenate([[True], groups[1:] != groups[:-1]]))
    counts = np.diff(np.append(starts, len(groups)))[:, None]
    return np.add.reduceat(values, starts) / counts, np.minimum.reduceat(values, starts)


def _lead(values: Floats, segments: Segments) -> Floats:
    """Of the own phone over the best other one."""
    return np.asarray(segments.of_own(values) - _without_own(values, segments).max(axis=1), np.float32)


def _without_own(values: Floats, segments: Segments) -> Floats:
    others = values.copy()
    others[np.arange(len(segments.phone)), segments.phone] = -np.inf
    return others


def _best_nearby(probability: Floats, segments: Segments) -> Floats:
    spans = zip(segments.start, segments.end, segments.phone, strict=True)
    return np.array([probability[max(0, a - TOLERANCE) : b + TOLERANCE, p].max() for a, b, p in spans])


def _of_neighbour(mean: Floats, segments: Segments, by: int) -> Floats:
    """How much of the neighbouring phone is heard in this one's place."""
    neighbour = _shifted(segments.phone, by, SILENCE_INDEX).astype(np.int64)
    return mean[np.arange(len(neighbour)), neighbour]


def _shifted(values: NDArray[np.generic], by: int, edge: float) -> Floats:
    """The values of the row `by` further on; `edge` where there is none."""
    moved = np.full(values.shape, edge, np.float32)
    if by > 0:
        moved[:-by] = values[by:]
    else:
        moved[-by:] = values[:by]
    return moved


def _stacked(columns: Sequence[ArrayLike]) -> Floats:
    length = max(np.size(column) for column in columns)
    return np.stack([np.broadcast_to(column, length) for column in columns], axis=1).astype(np.float32)


USUAL_LENGTH = np.array(
    [
        2.34, 2.42, 1.95, 2.43, 2.66, 2.61, 1.79, 2.46, 1.79, 1.7, 2.17, 2.46, 2.5, 2.3, 1.79, 2.0, 1.95, 2.2,
        2.2, 2.1, 2.0, 2.0, 2.0, 2.3, 2.5, 2.6, 2.1, 2.0, 2.4, 2.5, 2.1, 2.3, 1.95, 2.2, 1.9, 2.0, 1.95, 2.4,
        2.3,
    ]
)  # fmt: skip
"""Natural logarithm of the usual number of frames of each phone: medians of the corpus."""
