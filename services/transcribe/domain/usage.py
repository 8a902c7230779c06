"""What was used of engines and text models, to be billed or not."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID, uuid5

from services.transcribe.domain.jobs import Candidate, Queue
from services.transcribe.domain.transcript import Transcript

AUDIO_SECONDS = "audio_seconds"
TOKENS = "tokens"


@dataclass(frozen=True)
class UsageRecorded:
    """One act. `act_id` is the same however often it is told."""

    act_id: UUID
    tenant_id: UUID
    recording_id: UUID | None
    provider: str
    operation: str
    units: float
    unit: str
    cost_usd: float = 0.0
    key_owner: UUID | None = None
    """The tenant whose own key paid; None for the installation's."""


def embedded_use(transcript: Transcript, route: Sequence[Candidate]) -> list[UsageRecorded]:
    """The parts that engines of ours have in a transcript; calls to others are told when they are paid."""
    ours = {(candidate.name, candidate.model) for candidate in route if candidate.queue is Queue.LOCAL}
    return [
        UsageRecorded(
            act_id=uuid5(transcript.id, f"{use.engine.name}/{use.engine.model}/{use.prompt_version}"),
            tenant_id=transcript.tenant_id,
            recording_id=transcript.recording_id,
            provider=use.engine.name,
            operation="transcribe",
            units=use.audio_s,
            unit=AUDIO_SECONDS,
        )
        for use in transcript.engines_used
        if (use.engine.name, use.engine.model) in ours
    ]
