"""Speakers are kept apart, and labels find their phones."""

from pathlib import Path

from training.corpus import Sentence, matched
from training.folds import folds


def _sentence(speaker: str, age: int) -> Sentence:
    return Sentence(speaker, speaker, age, "f", Path(speaker), (), (), ())


def test_every_fold_has_its_share_of_each_age() -> None:
    children = [_sentence(f"c{n}", 8) for n in range(50)]
    fold = folds([*children, *(_sentence(f"a{n}", 30) for n in range(50))])
    for number in range(5):
        assert sum(fold[child.speaker] == number for child in children) == 10
        assert list(fold.values()).count(number) == 20


def test_phones_match_by_likeness() -> None:
    expected, reference = ("W", "AA", "Z"), ("W", "AH", "Z")
    assert list(matched(expected, reference)) == [(0, 0), (1, 1), (2, 2)]


def test_what_has_no_counterpart_has_none() -> None:
    assert list(matched(("F", "AO", "R"), ("F", "AO"))) == [(0, 0), (1, 1), (2, None)]
    assert list(matched(("N", "UW"), ("N", "Y", "UW"))) == [(0, 0), (None, 1), (1, 2)]
