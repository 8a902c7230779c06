"""The portions of a transcript at a text model, all at once; the model decides how many it works on."""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import dataclass

from services.transcribe.application.ports.text_model import (
    Correction,
    Passage,
    TextModel,
    TextModelBusy,
    TextModelNonsense,
    TextModelRefused,
)
from services.transcribe.domain.proofreading import Corrected, Portion

TRIES = 3
"""For an answer that makes sense; then the portion stays as it is."""


@dataclass
class Spent:
    """On one portion, all answers together."""

    tokens: int = 0
    cost_usd: float = 0.0


Keep = Callable[[Portion, Corrected, Spent], None]


class SideBySide:
    """`keep` is told each answer as it comes, an empty one where none made sense, and what that took."""

    def __init__(self, model: TextModel, keep: Keep) -> None:
        self._model = model
        self._keep = keep
        self._tries: Counter[int] = Counter()
        self._spent: defaultdict[int, Spent] = defaultdict(Spent)

    def correct(self, asked: Mapping[Portion, Passage]) -> None:
        """Raises `TextModelBusy`, `TextModelRefused` and whatever `keep` raises."""
        under_way = {self._model.correct(passage): portion for portion, passage in asked.items()}
        try:
            while under_way:
                finished = wait(under_way, return_when=FIRST_COMPLETED).done
                again = self._take({future: under_way.pop(future) for future in finished})
                under_way |= {self._model.correct(asked[portion]): portion for portion in again}
        finally:
            for future in under_way:
                future.cancel()

    def _take(self, finished: Mapping["Future[Correction]", Portion]) -> list[Portion]:
        """Those to ask for again. What is answered when another answer fails is kept: it is paid for."""
        again: list[Portion] = []
        setback: Exception | None = None
        for future, portion in finished.items():
            try:
                answer = self._sensible(future, portion)
            except (TextModelBusy, TextModelRefused) as failure:
                setback = failure
                continue
            self._tries[portion.number] += 1
            if answer or self._tries[portion.number] == TRIES:
                self._keep(portion, answer, self._spent[portion.number])
            else:
                again.append(portion)
        if setback:
            raise setback
        return again

    def _sensible(self, future: "Future[Correction]", portion: Portion) -> Corrected:
        """The answer, if it is about the segments of the portion and nothing else; else nothing."""
        try:
            answer = future.result()
        except TextModelNonsense:
            return {}
        spent = self._spent[portion.number]
        spent.tokens, spent.cost_usd = spent.tokens + answer.tokens, spent.cost_usd + answer.cost_usd
        fits = list(answer.segments) == [segment.id for segment in portion.segments]
        return answer.segments if fits else {}
