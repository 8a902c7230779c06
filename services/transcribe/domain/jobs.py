"""The work on one recording's transcript."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


class JobStatus(StrEnum):
    """Every status but RUNNING is final."""

    RUNNING = "running"
    COMPLETED = "completed"
    FAILED = "failed"
    CANCELLED = "cancelled"


@dataclass(frozen=True)
class Order:
    """A prepared recording that is to be transcribed."""

    tenant_id: UUID
    recording_id: UUID
    audio_key: str
    duration_s: float
    language: str
    has_reference_text: bool


@dataclass(frozen=True)
class Job:
    """One attempt at an order. Results count only while no later attempt has begun."""

    order: Order
    attempt: int


class Standing(StrEnum):
    """Whether the work on a job still makes sense."""

    MINE = "mine"
    UNWANTED = "unwanted"
    """Cancelled or deleted: whatever comes out would be thrown away."""
    OVERTAKEN = "overtaken"
    """A later attempt owns the work; its outcome counts, and this delivery must settle nothing."""
