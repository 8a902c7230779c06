"""Content is counted by the analysts, and judged by a text model where there is one."""

import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, replace
from pathlib import Path

from services.analyze.application.ports.analysts import Analysts, PendingFindings
from services.analyze.application.ports.text_model import NoJudgement, TextModel, TextModels
from services.analyze.domain.content.answer import read_answer
from services.analyze.domain.content.judging import (
    SYSTEM,
    GivenJudgement,
    criterion,
    question_for,
    read_judgement,
)
from services.analyze.domain.definitions.content_measures import JUDGED
from services.analyze.domain.findings import Findings
from services.analyze.domain.job import Attempt
from services.analyze.domain.material import Material, SoundTrack
from services.analyze.domain.parts.judged_part import may_be_judged, with_judgements, without_judgement

REPEATS = 3
"""A model that is asked once gives no idea of how sure it is."""
DEADLINE_S = 90.0
"""Of the judging of one part, waiting for a free slot included: a message may be in hand for 300 s."""
_MOST_PARTS = 16
"""Parts that are judged at a time; their threads only wait."""


class JudgingAnalysts:
    """The analysts, with a text model for the parts that only words can judge: the tenant's own, or ours.

    The model is asked several times side by side, beside the other parts. Answers that are late, or of no
    use, are left out; with none left, the part is what was counted, and its judged criteria are unavailable.
    """

    def __init__(self, analysts: Analysts, models: TextModels, slots: int) -> None:
        self._analysts = analysts
        self._models = models
        self._parts = ThreadPoolExecutor(_MOST_PARTS, thread_name_prefix="judging")
        self._questions = ThreadPoolExecutor(slots, thread_name_prefix="questions")

    def close(self) -> None:
        """Lets go of the threads; what is under way ends with its model."""
        self._parts.shutdown(wait=False)
        self._questions.shutdown(wait=False)

    def of(self, attempt: Attempt) -> Analysts:
        return _OfAttempt(self._analysts, self._begin, attempt)

    def _begin(self, part: str, material: Material, audio: Path | None, attempt: Attempt) -> PendingFindings:
        counted = self._analysts.begin(part, material, audio)
        if part not in JUDGED:
            return counted
        return _Judging(self._parts.submit(self._judge, part, material, counted, attempt), counted)

    def _judge(
        self, part: str, material: Material, counted: PendingFindings, attempt: Attempt
    ) -> tuple[Findings, float]:
        """The findings, and the seconds that the judging took."""
        findings = counted.result()
        begun = time.monotonic()
        if not may_be_judged(findings):
            return findings, 0.0
        try:
            with self._models.at_work(attempt.tenant_id, attempt.recording_id) as model:
                if model is None:
                    return findings, 0.0
                given = self._ask(model, part, material)
        except NoJudgement:
            given = []
        if not given:
            return without_judgement(part, findings), time.monotonic() - begun
        answer = read_answer(material.transcript)
        judgements = [read_judgement(one, JUDGED[part], answer) for one in given]
        judged = with_judgements(part, findings, judgements, given[0].model, material)
        asked = tuple(one.use for one in given if one.use)
        return replace(judged, asked=asked), time.monotonic() - begun

    def _ask(self, model: TextModel, part: str, material: Material) -> list[GivenJudgement]:
        user = question_for(JUDGED[part], material.brief, read_answer(material.transcript))
        criteria = [criterion(definition) for definition in JUDGED[part]]
        asked = [self._questions.submit(model.judge, SYSTEM, user, criteria) for _ in range(REPEATS)]
        answered, late = wait(asked, timeout=DEADLINE_S)
        for question in late:
            question.cancel()
        return [one.result() for one in asked if one in answered and not _is_useless(one)]


def _is_useless(asked: "Future[GivenJudgement]") -> bool:
    return isinstance(asked.exception(), NoJudgement)


@dataclass(frozen=True)
class _OfAttempt:
    """The analysts of one attempt."""

    analysts: Analysts
    judge: Callable[[str, Material, Path | None, Attempt], PendingFindings]
    attempt: Attempt

    def listen(self, audio: Path) -> SoundTrack:
        return self.analysts.listen(audio)

    def begin(self, part: str, material: Material, audio: Path | None = None) -> PendingFindings:
        return self.judge(part, material, audio, self.attempt)


class _Judging:
    """A part under way on a thread of its own: it waits for the network, not for a core."""

    def __init__(self, judging: "Future[tuple[Findings, float]]", counted: PendingFindings) -> None:
        self._judging = judging
        self._counted = counted

    def result(self) -> Findings:
        return self._judging.result()[0]

    def elapsed_s(self) -> float:
        judged = 0.0 if self._judging.exception() else self._judging.result()[1]
        return self._counted.elapsed_s() + judged
