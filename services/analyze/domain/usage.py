"""What an analysis used, to be billed or not."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID, uuid5


@dataclass(frozen=True)
class ModelUse:
    """Of a text model that was asked."""

    model: str
    tokens: int
    cost_usd: float = 0.0
    key_owner: UUID | None = None
    """The tenant whose own key paid; None for the installation's."""


@dataclass(frozen=True)
class UsageRecorded:
    """One act. `act_id` is the same however often it is told."""

    act_id: UUID
    recording_id: UUID
    provider: str
    operation: str
    units: float
    unit: str
    cost_usd: float = 0.0
    key_owner: UUID | None = None


def analysis_use(analysis_id: UUID, recording_id: UUID, duration_s: float) -> UsageRecorded:
    act_id = uuid5(analysis_id, "analyze")
    return UsageRecorded(act_id, recording_id, "rostrum", "analyze", duration_s, "audio_seconds")


def model_uses(analysis_id: UUID, recording_id: UUID, asked: Sequence[ModelUse]) -> list[UsageRecorded]:
    """One for each model and payer."""
    grouped: dict[tuple[str, UUID | None], list[ModelUse]] = {}
    for use in asked:
        grouped.setdefault((use.model, use.key_owner), []).append(use)
    return [
        UsageRecorded(
            act_id=uuid5(analysis_id, f"judge/{model}/{key_owner}"),
            recording_id=recording_id,
            provider=model,
            operation="judge",
            units=sum(use.tokens for use in uses),
            unit="tokens",
            cost_usd=sum(use.cost_usd for use in uses),
            key_owner=key_owner,
        )
        for (model, key_owner), uses in grouped.items()
    ]
