"""What ingest tells the others. Thin: ids, hashes and facts; payloads are fetched."""

from dataclasses import dataclass
from uuid import UUID

from services.ingest.domain.recording import Recording
from services.ingest.domain.share import Share
from services.ingest.domain.usage import UsageRecorded


@dataclass(frozen=True)
class RecordingReceived:
    recording: Recording


@dataclass(frozen=True)
class RecordingPrepared:
    recording: Recording


@dataclass(frozen=True)
class RecordingFailed:
    recording: Recording


@dataclass(frozen=True)
class RecordingCompleted:
    recording: Recording


@dataclass(frozen=True)
class RecordingCancelled:
    recording: Recording


@dataclass(frozen=True)
class RecordingDeleted:
    tenant_id: UUID
    user_id: UUID
    recording_id: UUID


@dataclass(frozen=True)
class TenantPurged:
    tenant_id: UUID


@dataclass(frozen=True)
class ShareGranted:
    share: Share


@dataclass(frozen=True)
class ShareRevoked:
    share: Share


@dataclass(frozen=True)
class ShareUsed:
    """The coach has read a part of a recording."""

    share: Share
    recording_id: UUID
    part: str


Event = (
    RecordingReceived
    | RecordingPrepared
    | RecordingFailed
    | RecordingCompleted
    | RecordingCancelled
    | RecordingDeleted
    | TenantPurged
    | ShareGranted
    | ShareRevoked
    | ShareUsed
    | UsageRecorded
)
