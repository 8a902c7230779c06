"""Everything around transcribe's use cases, in memory."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

from chassis.errors import NotFound, Unavailable
from services.transcribe.application.ports.audio import Listening, LocalAudio
from services.transcribe.application.ports.jobs import Cause, Overtaken
from services.transcribe.domain.audio import RecordingMeasures, Span, VoiceActivity
from services.transcribe.domain.events import (
    RecordingPurged,
    TenantPurged,
    TranscribeEvent,
    TranscriptCompleted,
    TranscriptFailed,
)
from services.transcribe.domain.jobs import Job, JobStatus, Order, Standing
from services.transcribe.domain.transcript import Transcript

Key = tuple[UUID, UUID]


@dataclass
class _Row:
    status: JobStatus
    attempt: int
    leased: bool


@dataclass
class FakeLedger:
    """Jobs, transcripts and erasure in one; leases end only by `release` or `lapse`."""

    rows: dict[Key, _Row] = field(default_factory=dict)
    transcripts: dict[Key, Transcript] = field(default_factory=dict)
    announced: list[TranscribeEvent] = field(default_factory=list)
    dead_letters: list[object] = field(default_factory=list)
    _settled: set[tuple[str, object]] = field(default_factory=set)
    _buried: set[UUID] = field(default_factory=set)

    def begin(self, order: Order, lease_s: float, cause: Cause) -> Job | None:
        key = (order.tenant_id, order.recording_id)
        row = self.rows.setdefault(key, _Row(JobStatus.RUNNING, 0, leased=False))
        if self._gone(*key) or self._key(cause) in self._settled:
            return None
        if row.status is JobStatus.FAILED:
            row.status, row.leased = JobStatus.RUNNING, False
        if row.status is not JobStatus.RUNNING:
            return None
        if row.leased:
            raise Unavailable("in hand", code="job_in_hand", retry_after_s=lease_s)
        row.attempt, row.leased = row.attempt + 1, True
        return Job(order, row.attempt)

    def renew(self, job: Job, lease_s: float) -> Standing:
        del lease_s
        row = self.rows.get((job.order.tenant_id, job.order.recording_id))
        if row is None or row.status in (JobStatus.CANCELLED, JobStatus.FAILED):
            return Standing.UNWANTED
        mine = row.attempt == job.attempt and row.status is JobStatus.RUNNING
        return Standing.MINE if mine else Standing.OVERTAKEN

    def release(self, job: Job) -> None:
        row = self.rows.get((job.order.tenant_id, job.order.recording_id))
        if row and row.attempt == job.attempt:
            row.leased = False

    def complete(self, job: Job, transcript: Transcript, cause: Cause) -> None:
        standing = self.renew(job, 0)
        if standing is Standing.OVERTAKEN:
            raise Overtaken
        if self._settle(cause) and standing is Standing.MINE:
            key = (job.order.tenant_id, job.order.recording_id)
            self.rows[key].status = JobStatus.COMPLETED
            self.transcripts[key] = transcript
            self.announced.append(TranscriptCompleted(transcript))

    def fail(self, tenant_id: UUID, recording_id: UUID, problem: Mapping[str, object], cause: Cause) -> None:
        if self._settle(cause) and self._end(tenant_id, recording_id, JobStatus.FAILED):
            self.announced.append(TranscriptFailed(tenant_id, recording_id, problem))

    def cancel(self, tenant_id: UUID, recording_id: UUID, cause: Cause) -> None:
        if self._settle(cause):
            self._end(tenant_id, recording_id, JobStatus.CANCELLED)

    def set_aside(self, tenant_id: UUID, cause: Cause) -> None:
        del tenant_id
        self._keep_letter(cause)

    def find(self, tenant_id: UUID, recording_id: UUID, version: int = 0) -> Transcript | None:
        found = self.transcripts.get((tenant_id, recording_id))
        return found if found and version in (0, found.version.number) else None

    def erase_recording(self, tenant_id: UUID, recording_id: UUID, cause: Cause) -> None:
        self._buried.add(recording_id)
        if self._settle(cause):
            self._forget({(tenant_id, recording_id)})
            self.announced.append(RecordingPurged(tenant_id, recording_id))

    def erase_tenant(self, tenant_id: UUID, cause: Cause) -> None:
        self._buried.add(tenant_id)
        if self._settle(cause):
            self._forget({key for key in {*self.rows, *self.transcripts} if key[0] == tenant_id})
            self.announced.append(TenantPurged(tenant_id))

    def lapse(self, tenant_id: UUID, recording_id: UUID) -> None:
        """Time passes until the lease is over."""
        self.rows[(tenant_id, recording_id)].leased = False

    def _gone(self, tenant_id: UUID, recording_id: UUID) -> bool:
        return bool({tenant_id, recording_id} & self._buried)

    def _settle(self, cause: Cause) -> bool:
        if self._key(cause) in self._settled:
            return False
        if cause.dead_letter is None:
            self._settled.add(self._key(cause))
        self._keep_letter(cause)
        return True

    def _key(self, cause: Cause) -> tuple[str, object]:
        return (cause.consumer, getattr(cause.message, "id", cause.message))

    def _keep_letter(self, cause: Cause) -> None:
        if cause.dead_letter is not None and cause.dead_letter not in self.dead_letters:
            self.dead_letters.append(cause.dead_letter)

    def _end(self, tenant_id: UUID, recording_id: UUID, status: JobStatus) -> bool:
        row = self.rows.setdefault((tenant_id, recording_id), _Row(JobStatus.RUNNING, 0, leased=False))
        if self._gone(tenant_id, recording_id) or row.status is not JobStatus.RUNNING:
            return False
        row.status = status
        return True

    def _forget(self, keys: set[Key]) -> None:
        for key in keys:
            self.rows.pop(key, None)
            self.transcripts.pop(key, None)


@dataclass
class FakeAudio:
    """Every key has audio of this length, except the missing ones."""

    duration_s: float = 30.0
    missing: bool = False

    @contextmanager
    def fetch(self, key: str) -> Iterator[LocalAudio]:
        if self.missing:
            raise NotFound("There is no such object.")
        yield LocalAudio(Path(key), self.duration_s)


@dataclass
class FakeVoice:
    """Hears speech where it is told that there is some."""

    speech: tuple[Span, ...]
    measures: RecordingMeasures

    def listen(self, audio: LocalAudio) -> Listening:
        del audio
        return Listening(VoiceActivity("fake", "1", self.speech), self.measures)


@dataclass
class FakeRecordings:
    text: str = ""

    def reference_text(self, tenant_id: UUID, recording_id: UUID) -> str:
        del tenant_id, recording_id
        return self.text


@dataclass
class FakeObserver:
    """Remembers what it was told."""

    progress: list[float] = field(default_factory=list)
    recognitions: int = 0
    lost: int = 0

    @contextmanager
    def recognition(self, job: Job) -> Iterator[None]:
        del job
        self.recognitions += 1
        yield

    def progressed(self, job: Job, audio_done_s: float) -> None:
        del job
        self.progress.append(audio_done_s)

    def piece_lost(self, job: Job) -> None:
        del job
        self.lost += 1
