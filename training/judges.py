"""The judges of phones, words and sentences, each learned from what those below say of unheard speakers."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from services.analyze.domain.pronunciation.judges import BEST_PHONE, BEST_WORD, SCALES, Blend, Judges
from services.analyze.domain.pronunciation.learned import log_softmax
from services.analyze.domain.pronunciation.phone_features import phone_features
from services.analyze.domain.pronunciation.spectrum import trajectories
from services.analyze.domain.pronunciation.spelling import Spelling
from services.analyze.domain.pronunciation.word_features import sentence_features, word_features
from training.examples import Example
from training.folds import folds
from training.frames import held_out_networks
from training.regressors import Forest, Line, Net

Floats = NDArray[np.float32]
Recipe = Sequence[tuple[float, Forest | Line | Net]]

MISPRONOUNCED = 6
"""Median of the experts' totals of a word, of 10, from which down it counts as mispronounced."""
PAINTED, HINTED = 0.30, 0.60
"""Share of the mispronounced words that is shown as such, and as such or as a hint."""
MARGIN = 0.05
"""Recall beyond the bar, for speakers who are unlike the corpus'."""


def phone_recipe(columns: int) -> Recipe:
    return (
        (0.55, Forest(columns, trees=350, leaves=20)),
        (0.1, Line(300)),
        (0.35, Net((96, 48), epochs=8)),
    )


def word_recipe(columns: int) -> Recipe:
    return ((0.7, Forest(columns, trees=250, leaves=12)), (0.3, Line(1000)))


def sentence_recipe(columns: int) -> Recipe:
    return ((0.5, Forest(columns, trees=200, leaves=8, in_leaf=20)), (0.5, Line(300)))


@dataclass(frozen=True, eq=False)
class Level:
    """All rows of one level: inputs, labels, the sentence of each and the fold of its speaker."""

    inputs: Floats
    targets: Floats
    sentence: NDArray[np.int64]
    fold: NDArray[np.int64]

    def held_out(self, recipe: Recipe) -> Floats:
        """What is thought of each row by judges that never heard its speaker."""
        judged = np.zeros(len(self.targets), np.float32)
        for number in np.unique(self.fold):
            mine = self.fold == number
            judged[mine] = self._fitted(recipe, ~mine)(self.inputs[mine])
        return judged

    def fitted(self, recipe: Recipe) -> Blend:
        return self._fitted(recipe, np.ones(len(self.targets), bool))

    def by_sentence(self, values: Floats) -> list[Floats]:
        return [values[self.sentence == number] for number in range(int(self.sentence.max()) + 1)]

    def _fitted(self, recipe: Recipe, rows: NDArray[np.bool_]) -> Blend:
        rows = rows & ~np.isnan(self.targets)
        return Blend(
            tuple((weight, kind.fit(self.inputs[rows], self.targets[rows])) for weight, kind in recipe)
        )


def train_judges(examples: Sequence[Example], spelling: Spelling, say: Callable[[str], object]) -> Judges:
    fold = folds([example.sentence for example in examples])
    networks = held_out_networks(examples, fold, say)
    parts = []
    for example in examples:
        network = networks[fold[example.sentence.speaker]]
        logs = log_softmax(network(trajectories(example.evidence.levels)))
        parts.append(phone_features(example.evidence, logs))
    own = [numbers for numbers, _ in parts]
    rows = [np.concatenate(part, axis=1) for part in parts]
    phones = _level(examples, fold, rows, [example.phone_labels for example in examples])
    recipe = phone_recipe(own[0].shape[1])
    said = phones.by_sentence(np.clip(phones.held_out(recipe), 0, BEST_PHONE))
    say("phones are judged\n")
    rows = [word_features(e.evidence, o, s) for e, o, s in zip(examples, own, said, strict=True)]
    totals = [np.array([word.total for word in example.scored_words], np.float32) for example in examples]
    words = _level(examples, fold, rows, totals)
    word_blend, judged = (
        words.fitted(word_recipe(rows[0].shape[1])),
        words.held_out(word_recipe(rows[0].shape[1])),
    )
    say("words are judged\n")
    whole = [
        sentence_features(e.evidence, o, s, w)[None]
        for e, o, s, w in zip(
            examples, own, said, words.by_sentence(np.clip(judged, 0, BEST_WORD)), strict=True
        )
    ]
    sentences = {}
    for place, name in enumerate(SCALES):
        scores = [np.array([example.sentence.scores[place]], np.float32) for example in examples]
        level = _level(examples, fold, whole, scores)
        sentences[name] = level.fitted(sentence_recipe(whole[0].shape[1]))
    return Judges(
        frames=tuple(networks),
        phones=phones.fitted(recipe),
        words=word_blend,
        sentences=sentences,
        spelling=spelling,
        mispronounced_below=_threshold(judged, words.targets, PAINTED + MARGIN),
        doubtful_below=_threshold(judged, words.targets, HINTED),
    )


def _level(
    examples: Sequence[Example], fold: Mapping[str, int], rows: Sequence[Floats], targets: Sequence[Floats]
) -> Level:
    sizes = [len(target) for target in targets]
    folds_of = np.array([fold[example.sentence.speaker] for example in examples])
    return Level(
        np.concatenate(rows).astype(np.float32),
        np.concatenate(targets),
        np.repeat(np.arange(len(examples)), sizes),
        np.repeat(folds_of, sizes),
    )


def _threshold(judged: Floats, totals: Floats, recall: float) -> float:
    """The score below which that share of the mispronounced words lies, by judges that never heard them."""
    return float(np.quantile(judged[totals <= MISPRONOUNCED], recall))
