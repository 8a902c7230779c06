"""Ask for a proofread version of a transcript."""

from dataclasses import dataclass
from uuid import UUID

from chassis.errors import Conflict
from services.transcribe.application.ports.prompts import Prompts
from services.transcribe.application.ports.proofreadings import Proofreadings, ProofreadingState
from services.transcribe.application.ports.text_model import TextModels
from services.transcribe.application.ports.versions import TranscriptVersions
from services.transcribe.domain.prompts import PromptKind
from services.transcribe.domain.versions import no_transcript


@dataclass(frozen=True)
class RequestProofreading:
    """Business rules: the newest version is corrected, with the prompt that is active now; one at a time for
    a recording. Where there is no text model, neither the tenant's own nor ours, the caller learns what is
    missing."""

    versions: TranscriptVersions
    proofreadings: Proofreadings
    prompts: Prompts
    models: TextModels

    def __call__(self, tenant_id: UUID, user_id: UUID, recording_id: UUID) -> None:
        """Raises `NotFound` and `Conflict`."""
        entries = self.versions.entries(tenant_id, recording_id)
        if not entries:
            raise no_transcript()
        missing = self.models.missing(tenant_id)
        if missing:
            raise Conflict(f"Proofreading needs a text model: {missing}", code="text_model_missing")
        prompt = self.prompts.active(PromptKind.PROOFREADING)
        self.proofreadings.request(tenant_id, recording_id, user_id, entries[0].number, prompt.version)

    def state(self, tenant_id: UUID, recording_id: UUID) -> ProofreadingState | None:
        """Of the last request."""
        return self.proofreadings.state(tenant_id, recording_id)
