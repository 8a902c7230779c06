"""Correct a transcript with a text model."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from uuid import uuid5

from chassis.errors import Conflict, RostrumError, Unavailable
from services.transcribe.application.ports.jobs import Cause
from services.transcribe.application.ports.prompts import Prompts
from services.transcribe.application.ports.proofreadings import (
    ProofreadingOrder,
    ProofreadingRun,
    Proofreadings,
)
from services.transcribe.application.ports.surroundings import Clock
from services.transcribe.application.ports.text_model import (
    Passage,
    TextModel,
    TextModelBusy,
    TextModelRefused,
    TextModels,
)
from services.transcribe.application.ports.versions import TranscriptVersions
from services.transcribe.application.side_by_side import SideBySide, Spent
from services.transcribe.domain.prompts import PromptKind, no_such_prompt
from services.transcribe.domain.proofreading import (
    Corrected,
    Corrections,
    Portion,
    judged,
    portions,
    proofread,
)
from services.transcribe.domain.transcript import Transcript
from services.transcribe.domain.usage import TOKENS, UsageRecorded
from services.transcribe.domain.versions import no_such_version, no_transcript

RACES = 5
"""Somebody may edit just when the new version is stored; then it is made anew on theirs."""


@dataclass(frozen=True)
class Proofreader:
    """A text model and the version of its instructions."""

    model: str
    prompt: int


class _Unwanted(Exception):
    """Deleted, or there is a newer request."""


@dataclass(frozen=True)
class ProofreadTranscript:
    """Business rules:

    - Portions are corrected side by side, and what is corrected is kept: who takes over does only the rest.
    - The model sees nothing but the portion and its instructions; its answer changes nothing but the words of
      that portion. What says something else than was said is refused, and the result tells where.
    - Words that somebody edits meanwhile stay as edited.
    - The model is the tenant's own where it has a key for one, else the installation's.
    - A model that is out of reach is waited for; one that refuses ends the work with a problem.
    """

    versions: TranscriptVersions
    proofreadings: Proofreadings
    prompts: Prompts
    models: TextModels
    clock: Clock

    def __call__(self, order: ProofreadingOrder, cause: Cause) -> None:
        """Raises `Unavailable` and whatever else may pass; then the order is to come again."""
        run = self.proofreadings.begin(order, cause)
        if run is None:
            return
        try:
            with self.models.at_work(order.tenant_id, order.recording_id) as model:
                self._work(order, run, model, cause)
        except _Unwanted:
            return
        except TextModelBusy as busy:
            raise Unavailable(
                f"The text model {busy}.", code="text_model_busy", retry_after_s=busy.retry_after_s
            ) from busy
        except TextModelRefused as refused:
            problem = Conflict(f"The text model {refused}.", code="text_model_refused")
            self._fail(order, problem, cause)

    def _work(self, order: ProofreadingOrder, run: ProofreadingRun, model: TextModel, cause: Cause) -> None:
        base = self.versions.find(order.tenant_id, order.recording_id, run.base_version)
        prompt = self.prompts.find(PromptKind.PROOFREADING, run.prompt_version)
        if base is None or prompt is None:
            self._fail(order, no_such_prompt() if prompt is None else no_such_version(), cause)
            return
        asked = {
            portion: Passage(prompt.text, base.language, {each.id: each.text for each in portion.segments})
            for portion in portions(base.content)
        }
        corrections = judged(base.content, self._answers(order, run, model, asked))
        self._store(order, base, corrections, Proofreader(model.name, prompt.version), cause)

    def _answers(
        self,
        order: ProofreadingOrder,
        run: ProofreadingRun,
        model: TextModel,
        asked: Mapping[Portion, Passage],
    ) -> Mapping[int, Corrected]:
        answers = dict(run.answers)

        def keep(portion: Portion, answer: Corrected, spent: Spent) -> None:
            answers[portion.number] = answer
            used = _use(order, portion, model, spent)
            if not self.proofreadings.keep(order, portion.number, answer, used):
                raise _Unwanted

        rest = {portion: passage for portion, passage in asked.items() if portion.number not in answers}
        SideBySide(model, keep).correct(rest)
        return answers

    def _store(
        self,
        order: ProofreadingOrder,
        base: Transcript,
        corrections: Corrections,
        by: Proofreader,
        cause: Cause,
    ) -> None:
        for race in range(RACES):
            newest = self.versions.find(order.tenant_id, order.recording_id)
            if newest is None:
                raise no_transcript()
            result = proofread(base.content, newest, corrections, by.model, by.prompt)
            try:
                self.proofreadings.complete(order, replace(result, created_at=self.clock.now()), cause)
            except Conflict:
                if race + 1 == RACES:
                    raise
            else:
                return

    def _fail(self, order: ProofreadingOrder, problem: RostrumError, cause: Cause) -> None:
        self.proofreadings.fail(order, problem.to_problem(), cause)


def _use(order: ProofreadingOrder, portion: Portion, model: TextModel, spent: Spent) -> UsageRecorded:
    return UsageRecorded(
        act_id=uuid5(order.recording_id, f"proofread/{order.attempt}/{portion.number}"),
        tenant_id=order.tenant_id,
        recording_id=order.recording_id,
        provider=model.name,
        operation="proofread",
        units=spent.tokens,
        unit=TOKENS,
        cost_usd=spent.cost_usd,
        key_owner=model.key_owner,
    )
