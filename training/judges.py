"""The judges of phones, words and sentences, each learned from what those below say of unheard speakers."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from services.analyze.domain.pronunciation.judges import (
    BEST_PHONE,
    BEST_WORD,
    SCALES,
    Blend,
    Judges,
    frame_logs,
)
from services.analyze.domain.pronunciation.learned import Network
from services.analyze.domain.pronunciation.phone_features import phone_features
from services.analyze.domain.pronunciation.spelling import Spelling
from services.analyze.domain.pronunciation.word_features import sentence_features, word_features
from training.examples import Example
from training.folds import FOLDS, folds
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


WORDS: Recipe = ((0.6, Forest(trees=250, leaves=12)), (0.4, Line(300)))
SENTENCES: Recipe = ((0.4, Forest(trees=250, leaves=5, in_leaf=20)), (0.6, Line(300)))


def phone_recipe(own: Sequence[Floats]) -> Recipe:
    """Trees see the numbers only; lines and networks also see the vectors."""
    return (
        (0.55, Forest(columns=own[0].shape[1], trees=350, leaves=20)),
        (0.1, Line(300)),
        *((0.175, Net((128, 64), epochs=12, seed=seed)) for seed in (0, 1)),
    )


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


def train_judges(
    examples: Sequence[Example], spelling: Spelling, say: Callable[[str], object], groups: int = FOLDS
) -> Judges:
    """Each judge learns from what the ones below think of speakers that they never heard."""
    fold = folds([example.sentence for example in examples], groups)
    networks = held_out_networks(examples, fold, say)
    own, vectors = _phone_rows(examples, fold, networks)
    rows = [np.concatenate(pair, axis=1) for pair in zip(own, vectors, strict=True)]
    phones = _level(examples, fold, rows, [example.phone_labels for example in examples])
    said = phones.by_sentence(np.clip(phones.held_out(phone_recipe(own)), 0, BEST_PHONE))
    say("phones are judged\n")
    rows = [word_features(e.evidence, o, s) for e, o, s in zip(examples, own, said, strict=True)]
    words = _level(examples, fold, rows, [_totals(example) for example in examples])
    judged = np.clip(words.held_out(WORDS), 0, BEST_WORD)
    say("words are judged\n")
    parts = zip(examples, own, said, words.by_sentence(judged), strict=True)
    rows = [sentence_features(e.evidence, o, s, w)[None] for e, o, s, w in parts]
    return Judges(
        frames=tuple(networks),
        phones=phones.fitted(phone_recipe(own)),
        words=words.fitted(WORDS),
        sentences={
            name: _level(examples, fold, rows, [_score(e, place) for e in examples]).fitted(SENTENCES)
            for place, name in enumerate(SCALES)
        },
        spelling=spelling,
        mispronounced_below=_threshold(judged, words.targets, PAINTED + MARGIN),
        doubtful_below=_threshold(judged, words.targets, HINTED),
    )


def _phone_rows(
    examples: Sequence[Example], fold: Mapping[str, int], networks: Sequence[Network]
) -> tuple[list[Floats], list[Floats]]:
    """As the network hears them that never heard the speaker."""
    pairs = [
        phone_features(e.evidence, frame_logs(e.evidence, [networks[fold[e.sentence.speaker]]]))
        for e in examples
    ]
    return [own for own, _ in pairs], [vectors for _, vectors in pairs]


def _totals(example: Example) -> Floats:
    return np.array([word.total for word in example.scored_words], np.float32)


def _score(example: Example, place: int) -> Floats:
    return np.array([example.sentence.scores[place]], np.float32)


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
