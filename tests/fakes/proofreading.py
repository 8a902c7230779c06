"""Everything around proofreading, in memory."""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field, replace
from uuid import UUID

from chassis.errors import Conflict
from services.transcribe.application.ports.jobs import Cause
from services.transcribe.application.ports.proofreadings import (
    ProofreadingOrder,
    ProofreadingRun,
    ProofreadingState,
    ProofreadingStatus,
)
from services.transcribe.application.ports.text_model import Correction, Passage
from services.transcribe.domain.prompts import Prompt, PromptKind
from services.transcribe.domain.proofreading import Corrected
from services.transcribe.domain.transcript import Transcript
from services.transcribe.domain.usage import UsageRecorded
from services.transcribe.domain.versions import no_transcript
from tests.builders.transcripts import AT
from tests.fakes.transcript_versions import FakeVersions

Key = tuple[UUID, UUID]


@dataclass
class _Row:
    attempt: int
    run: ProofreadingRun
    state: ProofreadingState


@dataclass
class FakeProofreadings:
    versions: FakeVersions
    rows: dict[Key, _Row] = field(default_factory=dict)
    requested: list[ProofreadingOrder] = field(default_factory=list)
    settled: set[object] = field(default_factory=set)
    used: list[UsageRecorded] = field(default_factory=list)

    def request(
        self, tenant_id: UUID, recording_id: UUID, user_id: UUID, base_version: int, prompt_version: int
    ) -> None:
        del user_id
        if recording_id in self.versions.erased:
            raise no_transcript()
        before = self.rows.get((tenant_id, recording_id))
        if before and before.state.status is ProofreadingStatus.RUNNING:
            raise Conflict("running", code="proofreading_running")
        attempt = before.attempt + 1 if before else 1
        run = ProofreadingRun(base_version, prompt_version, {})
        self.rows[tenant_id, recording_id] = _Row(attempt, run, ProofreadingState(ProofreadingStatus.RUNNING))
        self.requested.append(ProofreadingOrder(tenant_id, recording_id, attempt))

    def state(self, tenant_id: UUID, recording_id: UUID) -> ProofreadingState | None:
        row = self.rows.get((tenant_id, recording_id))
        return row.state if row else None

    def begin(self, order: ProofreadingOrder, cause: Cause) -> ProofreadingRun | None:
        row = self._running(order)
        return row.run if row and self._key(cause) not in self.settled else None

    def keep(self, order: ProofreadingOrder, portion: int, answer: Corrected, used: UsageRecorded) -> bool:
        row = self._running(order)
        if row is None:
            return False
        self.used.append(used)
        row.run = replace(row.run, answers={**row.run.answers, portion: dict(answer)})
        return True

    def complete(self, order: ProofreadingOrder, transcript: Transcript, cause: Cause) -> None:
        row = self._running(order)
        if row and order.recording_id not in self.versions.erased and self._key(cause) not in self.settled:
            self.versions.add(transcript)
            row.state = ProofreadingState(ProofreadingStatus.COMPLETED)
        self.settled.add(self._key(cause))

    def fail(self, order: ProofreadingOrder, problem: Mapping[str, object], cause: Cause) -> None:
        row = self._running(order)
        if row and self._key(cause) not in self.settled:
            row.state = ProofreadingState(ProofreadingStatus.FAILED, problem)
        if cause.dead_letter is None:
            self.settled.add(self._key(cause))

    def _running(self, order: ProofreadingOrder) -> _Row | None:
        row = self.rows.get((order.tenant_id, order.recording_id))
        running = row and row.attempt == order.attempt and row.state.status is ProofreadingStatus.RUNNING
        return row if running else None

    def _key(self, cause: Cause) -> object:
        return getattr(cause.message, "id", cause.message)


@dataclass
class FakePrompts:
    """Has a first version of each kind."""

    stored: list[Prompt] = field(
        default_factory=lambda: [Prompt(kind, 1, f"The {kind} prompt.", True, AT) for kind in PromptKind]
    )

    def active(self, kind: PromptKind) -> Prompt:
        return next(prompt for prompt in self.stored if prompt.kind is kind and prompt.active)

    def find(self, kind: PromptKind, version: int) -> Prompt | None:
        found = (prompt for prompt in self.stored if (prompt.kind, prompt.version) == (kind, version))
        return next(found, None)

    def listed(self, kind: PromptKind | None) -> Sequence[Prompt]:
        found = [prompt for prompt in self.stored if kind in (None, prompt.kind)]
        return sorted(found, key=lambda prompt: (prompt.kind, -prompt.version))

    def add(self, kind: PromptKind, text: str) -> Prompt:
        self.stored.append(Prompt(kind, len(self.listed(kind)) + 1, text, False, AT))
        return self.stored[-1]

    def activate(self, kind: PromptKind, version: int) -> Prompt | None:
        if self.find(kind, version):
            self.stored = [
                replace(prompt, active=prompt.version == version) if prompt.kind is kind else prompt
                for prompt in self.stored
            ]
        return self.find(kind, version)


@dataclass
class FakeTextModel:
    """Corrects at once, in the calling thread, as a script says; failures are raised first, one each."""

    script: Callable[[Passage], Mapping[int, str]]
    failures: list[Exception] = field(default_factory=list)
    asked: list[Passage] = field(default_factory=list)
    name: str = "a-model"
    key_owner: UUID | None = None

    def correct(self, passage: Passage) -> "Future[Correction]":
        self.asked.append(passage)
        future: Future[Correction] = Future()
        if self.failures:
            future.set_exception(self.failures.pop(0))
        else:
            future.set_result(Correction(self.script(passage), tokens=100, cost_usd=0.002))
        return future


@dataclass
class FakeTextModels:
    """The same for every job; `lacking` says what is missing."""

    model: FakeTextModel
    lacking: str = ""
    jobs: list[Key] = field(default_factory=list)

    def missing(self, tenant_id: UUID) -> str:
        del tenant_id
        return self.lacking

    def at_work(self, tenant_id: UUID, job_id: UUID) -> AbstractContextManager[FakeTextModel]:
        self.jobs.append((tenant_id, job_id))
        return nullcontext(self.model)
