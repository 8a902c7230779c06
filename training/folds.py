"""Speakers in groups: nobody is judged by what was learned from his own voice."""

from collections.abc import Mapping, Sequence

from training.corpus import Sentence

FOLDS = 5


def folds(sentences: Sequence[Sentence], count: int = FOLDS) -> Mapping[str, int]:
    """Of each speaker the fold, dealt in the order of age and gender so that all folds are alike."""
    speakers = {(s.age, s.gender, s.speaker) for s in sentences}
    return {speaker: number % count for number, (_, _, speaker) in enumerate(sorted(speakers))}
