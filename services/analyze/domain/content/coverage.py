"""How much of what was asked an answer touches."""

from collections.abc import Sequence
from dataclasses import dataclass

from services.analyze.domain.brief import Brief
from services.analyze.domain.content.answer import Answer, Sentence
from services.analyze.domain.content.terms import Term, terms_in

_ENOUGH_OF_A_POINT = 0.5
"""Share of a point's terms that an answer has where it covers the point: people say it in other words."""


@dataclass(frozen=True)
class Coverage:
    """The points that are mentioned, each with the sentence that says most of it, and those that are not."""

    covered: tuple[tuple[str, Sentence], ...]
    missing: tuple[str, ...]

    @property
    def share(self) -> float:
        return len(self.covered) / (len(self.covered) + len(self.missing))


def cover(answer: Answer, points: Sequence[str]) -> Coverage | None:
    """None where there are no points that say anything."""
    terms = {point: set(terms_in(point)) for point in points}
    wanted = [point for point in terms if terms[point]]
    if not wanted:
        return None
    said = [(sentence, set(sentence.terms)) for sentence in answer.sentences]
    spoken = set().union(*(words for _, words in said))
    covered = [
        (point, _best(said, terms[point]))
        for point in wanted
        if len(terms[point] & spoken) >= _ENOUGH_OF_A_POINT * len(terms[point])
    ]
    named = {point for point, _ in covered}
    return Coverage(tuple(covered), tuple(point for point in wanted if point not in named))


@dataclass(frozen=True)
class Relevance:
    """`touched` of the `asked` terms are in the answer; `sentences` are those that hold most of them."""

    asked: int
    touched: int
    sentences: tuple[Sentence, ...]

    @property
    def share(self) -> float:
        """Of the terms of the question; nobody repeats a long question whole, so six of them are enough."""
        return min(1.0, self.touched / min(self.asked, 6))


def relevance(answer: Answer, brief: Brief) -> Relevance | None:
    """None where nothing was asked."""
    asked = set(terms_in(" ".join((brief.question, *brief.key_points))))
    if not asked:
        return None
    said = [(sentence, asked & set(sentence.terms)) for sentence in answer.sentences]
    touching = sorted((pair for pair in said if pair[1]), key=lambda pair: -len(pair[1]))
    touched = set().union(*(words for _, words in said))
    return Relevance(len(asked), len(touched), tuple(sentence for sentence, _ in touching[:3]))


def _best(said: Sequence[tuple[Sentence, set[Term]]], point: set[Term]) -> Sentence:
    return max(said, key=lambda pair: len(pair[1] & point))[0]
