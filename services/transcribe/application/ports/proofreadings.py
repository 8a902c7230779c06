"""Where the work of proofreading is kept, so that it survives whoever does it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from services.transcribe.application.ports.jobs import Cause
from services.transcribe.domain.proofreading import Corrected
from services.transcribe.domain.transcript import Transcript
from services.transcribe.domain.usage import UsageRecorded


class ProofreadingStatus(StrEnum):
    RUNNING = "running"
    COMPLETED = "completed"
    FAILED = "failed"


@dataclass(frozen=True)
class ProofreadingState:
    """How the last proofreading of a recording stands."""

    status: ProofreadingStatus
    problem: Mapping[str, object] | None = None


@dataclass(frozen=True)
class ProofreadingOrder:
    """One request; `attempt` counts the requests for a recording, and only the newest counts."""

    tenant_id: UUID
    recording_id: UUID
    attempt: int


@dataclass(frozen=True)
class ProofreadingRun:
    """What to correct, with what, and what is corrected already."""

    base_version: int
    prompt_version: int
    answers: Mapping[int, Corrected]
    """By the number of their portion."""


class Proofreadings(Protocol):
    """Each method is one transaction; those with a cause settle it in the same one."""

    def request(
        self, tenant_id: UUID, recording_id: UUID, user_id: UUID, base_version: int, prompt_version: int
    ) -> None:
        """Announces the request. Raises `Conflict` while another one runs, `NotFound` for what is deleted."""
        ...

    def state(self, tenant_id: UUID, recording_id: UUID) -> ProofreadingState | None: ...

    def begin(self, order: ProofreadingOrder, cause: Cause) -> ProofreadingRun | None:
        """None when there is nothing to do: settled, ended, deleted, or there is a newer request."""
        ...

    def keep(self, order: ProofreadingOrder, portion: int, answer: Corrected, used: UsageRecorded) -> bool:
        """Stores a portion's answer and tells what it took; False where nobody wants it any more."""
        ...

    def complete(self, order: ProofreadingOrder, transcript: Transcript, cause: Cause) -> None:
        """Stores and announces the version, unless nobody wants it any more. Raises `Conflict` where another
        has its number."""
        ...

    def fail(self, order: ProofreadingOrder, problem: Mapping[str, object], cause: Cause) -> None:
        """Ends the work, unless it has ended already."""
        ...
