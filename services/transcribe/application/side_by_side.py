"""The portions of a transcript at a text model, all at once; the model decides how many it works on."""

from collections import Counter
from collections.abc import Callable, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, wait

from services.transcribe.application.ports.text_model import (
    Passage,
    TextModel,
    TextModelBusy,
    TextModelNonsense,
    TextModelRefused,
)
from services.transcribe.domain.proofreading import Corrected, Portion

TRIES = 3
"""For an answer that makes sense; then the portion stays as it is."""

Keep = Callable[[Portion, Corrected], None]


class SideBySide:
    """`keep` is told each answer as it comes, an empty one where none made sense."""

    def __init__(self, model: TextModel, keep: Keep) -> None:
        self._model = model
        self._keep = keep
        self._tries: Counter[int] = Counter()

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

    def _take(self, finished: Mapping["Future[Mapping[int, str]]", Portion]) -> list[Portion]:
        """Those to ask for again. What is answered when another answer fails is kept: it is paid for."""
        again: list[Portion] = []
        setback: Exception | None = None
        for future, portion in finished.items():
            try:
                answer = _sensible(future, portion)
            except (TextModelBusy, TextModelRefused) as failure:
                setback = failure
                continue
            self._tries[portion.number] += 1
            if answer or self._tries[portion.number] == TRIES:
                self._keep(portion, answer)
            else:
                again.append(portion)
        if setback:
            raise setback
        return again


def _sensible(future: "Future[Mapping[int, str]]", portion: Portion) -> Corrected:
    """The answer, if it is about the segments of the portion and nothing else; else nothing."""
    try:
        answer = future.result()
    except TextModelNonsense:
        return {}
    return answer if list(answer) == [segment.id for segment in portion.segments] else {}
