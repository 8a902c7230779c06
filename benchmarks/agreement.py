"""How far two scores of the same speech agree, with intervals from drawing the speakers anew."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from benchmarks.figures import Figure
from services.analyze.domain.pronunciation.judges import SCALES, Judgement, Judges
from training.corpus import CHILD, Sentence, matched
from training.examples import Example, by_source
from training.judges import MISPRONOUNCED

Floats = NDArray[np.float64]
Pairs = Sequence[tuple[str, float, float]]
"""Speaker, score, the experts' label."""

DRAWS = 1000
EXPERTS = 5
ADULT = 18
LEVELS = {
    "phone": (0.52, 0.68),
    "word": (0.55, 0.72),
    "accuracy": (0.70, 0.76),
    "fluency": (0.77, 0.82),
    "prosodic": (0.77, 0.82),
    "total": (0.74, 0.82),
}
"""Floor on the corpus' test part, and goal."""
CHILDREN_ACCURACY = (0.50, 0.74)
PRECISION, RECALL = 0.6, 0.3
"""What showing a word as mispronounced asks for."""


@dataclass(frozen=True, eq=False)
class Judged:
    """A sentence, and what judges that never heard its speaker think of it."""

    example: Example
    judgement: Judgement
    judges: Judges

    @property
    def sentence(self) -> Sentence:
        return self.example.sentence


def agreement(judged: Sequence[Judged]) -> list[Figure]:
    """Every level for all speakers and by age; the sentences also beside one expert against the others."""
    figures = []
    for name, chosen in _groups(judged):
        for level, (floor, goal) in LEVELS.items():
            pairs = [pair for one in chosen for pair in _pairs(one, level)]
            bar = f"goal {goal}, floor on the test part {floor}" if name == "all" else ""
            met = _correlation(pairs) >= floor if name == "all" else None
            figures.append(_figure(f"{level}, {name}", pairs, bar=bar, met=met))
            if level in SCALES:
                columns = _experts([one.sentence for one in chosen], level)
                figures.append(_figure(f"{level}, {name}: one expert against the others", *columns))
    return figures


def detector(judged: Sequence[Judged]) -> list[Figure]:
    """Each fold's judges draw the line where they would have drawn it themselves."""
    rows = [
        (float(score), score < line, score < hint, word.total <= MISPRONOUNCED)
        for one in judged
        for line, hint in [(one.judges.mispronounced_below, one.judges.doubtful_below)]
        for score, word in zip(one.judgement.words, one.example.scored_words, strict=True)
    ]
    score, shown, hinted, wrong = (np.array(column) for column in zip(*rows, strict=True))
    precision, recall = float(wrong[shown].mean()), float(shown[wrong].mean())
    figures = [
        Figure("shown: precision", precision, "", f"at least {PRECISION}", precision >= PRECISION),
        Figure("shown: recall", recall, "", f"at least {RECALL}", recall >= RECALL),
        Figure("shown or hinted: precision", float(wrong[hinted].mean()), ""),
        Figure("shown or hinted: recall", float(hinted[wrong].mean()), ""),
        Figure("mispronounced words", float(wrong.mean()), "of all"),
    ]
    order = np.argsort(score, kind="stable")
    for share in (0.3, 0.5, 0.7):
        first = order[: int(np.searchsorted(np.cumsum(wrong[order]), share * wrong.sum())) + 1]
        figures.append(Figure(f"precision at recall {share}", float(wrong[first].mean()), ""))
    return figures


def naive(judged: Sequence[Judged], scores: Mapping[str, float]) -> list[Figure]:
    """Beside our own scores of the same sentences."""
    chosen = [one for one in judged if one.sentence.id in scores]
    figures = [Figure("sentences", len(chosen), "")]
    for name, group in _groups(chosen):
        for place, scale in enumerate(SCALES):
            own = [pair for one in group for pair in _pairs(one, scale)]
            plain = [(o.sentence.speaker, scores[o.sentence.id], o.sentence.scores[place]) for o in group]
            figures.append(_figure(f"{scale}, {name}: 1 - WER", plain))
            figures.append(_figure(f"{scale}, {name}: ours, same sentences", own))
    return figures


def _groups(judged: Sequence[Judged]) -> Iterator[tuple[str, list[Judged]]]:
    yield "all", list(judged)
    ages = {f"children to {CHILD}": (0, CHILD), "teenagers": (CHILD + 1, ADULT - 1), "adults": (ADULT, 200)}
    for name, (youngest, oldest) in ages.items():
        yield name, [one for one in judged if youngest <= one.sentence.age <= oldest]
    for name, gender in (("women and girls", "f"), ("men and boys", "m")):
        yield name, [one for one in judged if one.sentence.gender == gender]


def _pairs(one: Judged, level: str) -> Pairs:
    speaker, judgement = one.sentence.speaker, one.judgement
    if level == "phone":
        return [(speaker, score, label) for score, label in _phones(one)]
    if level == "word":
        words = zip(judgement.words.tolist(), one.example.scored_words, strict=True)
        return [(speaker, score, word.total) for score, word in words]
    return [(speaker, judgement.scales[level], one.sentence.scores[SCALES.index(level)])]


def _phones(one: Judged) -> Iterator[tuple[float, float]]:
    """Of each phone that the experts expected; one that our pronunciation lacks has the mean of its word."""
    scores = iter(one.judgement.phones.tolist())
    for words in by_source(one.example.evidence.words):
        expected = [phone.phone for word in words for phone in word.phones]
        own = [next(scores) for _ in expected]
        scored = one.sentence.words[words[0].word.index]
        for ours, theirs in matched(expected, scored.reference):
            if theirs is not None:
                yield (sum(own) / len(own) if ours is None else own[ours]), scored.phones[theirs]


def _experts(sentences: Sequence[Sentence], scale: str) -> list[Pairs]:
    """Of each column of experts, its score with the mean of the others', where five have scored."""
    rows = [(one.speaker, one.experts[SCALES.index(scale)]) for one in sentences]
    complete = [(speaker, scores) for speaker, scores in rows if len(scores) == EXPERTS]
    return [
        [(speaker, s[place], (sum(s) - s[place]) / (EXPERTS - 1)) for speaker, s in complete]
        for place in range(EXPERTS)
    ]


def _figure(name: str, *columns: Pairs, bar: str = "", met: bool | None = None) -> Figure:
    """The mean of the columns' correlations."""
    sums = np.stack([_sums(pairs) for pairs in columns])
    low, high = _interval(sums)
    interval = f"95 % {low:.3f} to {high:.3f}"
    value = float(_from_sums(sums.sum(axis=1)).mean())
    return Figure(name, value, "", f"{interval}; {bar}" if bar else interval, met)


def _correlation(pairs: Pairs) -> float:
    return float(_from_sums(_sums(pairs).sum(axis=0)))


def _interval(sums: Floats) -> tuple[float, float]:
    """By drawing as many speakers as there are, with replacement."""
    speakers = sums.shape[1]
    drawn = np.random.default_rng(0).integers(speakers, size=(DRAWS, speakers))
    low, high = np.percentile(_from_sums(sums[:, drawn].sum(axis=2)).mean(axis=0), (2.5, 97.5))
    return float(low), float(high)


def _sums(pairs: Pairs) -> Floats:
    """Of each speaker, all that a correlation needs."""
    speakers = sorted({speaker for speaker, _, _ in pairs})
    rows = np.array([speakers.index(speaker) for speaker, _, _ in pairs])
    x, y = np.array([[score, label] for _, score, label in pairs]).T
    sums = np.zeros((len(speakers), 6))
    np.add.at(sums, rows, np.stack([np.ones_like(x), x, y, x * x, y * y, x * y], axis=1))
    return sums


def _from_sums(sums: Floats) -> Floats:
    n, x, y, xx, yy, xy = np.moveaxis(sums, -1, 0)
    spread = (n * xx - x * x) * (n * yy - y * y)
    return np.asarray((n * xy - x * y) / np.sqrt(np.maximum(spread, 1e-12)))
