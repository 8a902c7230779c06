"""Recordings as the domain knows them."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

from chassis.clock import new_id
from services.ingest.domain.containers import Container
from services.ingest.domain.recording import PreparedAudio, Recording, Upload, attempt_folder, prepared_key
from services.ingest.domain.submission import accept

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


class StoppedClock:
    """Stands still until it is moved."""

    def __init__(self, now: datetime = NOW) -> None:
        self.time = now
        self.seconds = 0.0

    def now(self) -> datetime:
        return self.time

    def monotonic(self) -> float:
        return self.seconds

    def move(self, seconds: float) -> None:
        self.time += timedelta(seconds=seconds)
        self.seconds += seconds


def original_key(tenant_id: UUID, recording_id: UUID) -> str:
    return attempt_folder(tenant_id, recording_id, "first") + "original"


def a_recording(tenant_id: UUID | None = None, **changes: object) -> Recording:
    tenant_id, recording_id = tenant_id or new_id(), new_id()
    recording = Recording(
        id=recording_id,
        tenant_id=tenant_id,
        user_id=new_id(),
        submission=accept({"title": ["A talk"]}),
        upload=Upload(Container.WAV, 32_044, "ab" * 32, original_key(tenant_id, recording_id)),
        created_at=NOW,
        updated_at=NOW,
    )
    return replace(recording, **changes)  # type: ignore[arg-type]


def prepared_audio(recording: Recording, duration_s: float = 10.0) -> PreparedAudio:
    return PreparedAudio(prepared_key(recording.tenant_id, recording.id), "cd" * 32, duration_s)
