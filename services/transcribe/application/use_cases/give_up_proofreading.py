"""End a proofreading that cannot be done."""

from collections.abc import Mapping
from dataclasses import dataclass

from services.transcribe.application.ports.jobs import Cause
from services.transcribe.application.ports.proofreadings import ProofreadingOrder, Proofreadings


@dataclass(frozen=True)
class GiveUpProofreading:
    """Business rules: the client learns that it failed and why; the transcript stays as it is."""

    proofreadings: Proofreadings

    def __call__(self, order: ProofreadingOrder, problem: Mapping[str, object], cause: Cause) -> None:
        self.proofreadings.fail(order, problem, cause)
