"""What this service announces."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from services.transcribe.domain.transcript import Transcript
from services.transcribe.domain.usage import UsageRecorded


@dataclass(frozen=True)
class TranscriptCompleted:
    transcript: Transcript
    transcript_only: bool = False
    """Nobody wants more than the transcript."""


@dataclass(frozen=True)
class TranscriptRevised:
    """There is a newer version than the recognised one."""

    transcript: Transcript


@dataclass(frozen=True)
class ProofreadingRequested:
    """A text model is to correct the newest version."""

    tenant_id: UUID
    recording_id: UUID
    attempt: int


@dataclass(frozen=True)
class TranscriptFailed:
    tenant_id: UUID
    recording_id: UUID
    problem: Mapping[str, object]
    """The problem document that the client is shown."""


@dataclass(frozen=True)
class RecordingPurged:
    """The receipt that nothing of a deleted recording is left here."""

    tenant_id: UUID
    recording_id: UUID


@dataclass(frozen=True)
class TenantPurged:
    """The receipt that nothing of a deleted tenant is left here."""

    tenant_id: UUID


TranscribeEvent = (
    TranscriptCompleted
    | TranscriptRevised
    | ProofreadingRequested
    | TranscriptFailed
    | RecordingPurged
    | TenantPurged
    | UsageRecorded
)
