"""A recording and the way of the work on it: received, prepared, transcribed, analyzed, completed.

Facts about it arrive late, twice and out of order, so every transition is a function from one snapshot to
the next that never goes backwards; a snapshot that comes back unchanged means that there is nothing to do.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Self
from uuid import UUID

from chassis.errors import FAMILY, RateLimited, RostrumError
from services.ingest.domain.allowance import NO_LIMITS, Allowance
from services.ingest.domain.containers import Container
from services.ingest.domain.errors import already_ended
from services.ingest.domain.submission import Submission


class Stage(StrEnum):
    """The named steps that a progress bar shows, in their order."""

    PREPARE = "prepare"
    TRANSCRIBE = "transcribe"
    ANALYZE = "analyze"
    REPORT = "report"


class Status(StrEnum):
    RECEIVED = "received"
    PREPARED = "prepared"
    TRANSCRIBED = "transcribed"
    ANALYZED = "analyzed"
    FAILED = "failed"
    COMPLETED = "completed"
    CANCELLED = "cancelled"


ENDED = frozenset({Status.FAILED, Status.COMPLETED, Status.CANCELLED})
_ORDER = {status: rank for rank, status in enumerate(Status)}
"""Only a failed recording leaves its end, when a dead letter is sent again: with what the stage that failed,
or a later one, has achieved after all."""

_STAGE_OF = {
    Status.RECEIVED: Stage.PREPARE,
    Status.PREPARED: Stage.TRANSCRIBE,
    Status.TRANSCRIBED: Stage.ANALYZE,
    Status.ANALYZED: Stage.REPORT,
    Status.COMPLETED: Stage.REPORT,
}


_HOUR_S = 3600.0
_BY_STATUS = {kind.status: kind for kind in FAMILY.values()}


@dataclass(frozen=True)
class Problem:
    """Why a recording failed: the problem document (RFC 9457) that every door shows."""

    type: str
    title: str
    status: int
    detail: str
    code: str

    @classmethod
    def of(cls, error: RostrumError) -> Self:
        document = error.to_problem()
        return cls(str(document["type"]), error.title, error.status, error.detail, error.code)

    def to_error(self) -> RostrumError:
        """As if it had been raised here; a status that no error of the family has is internal.

        A limit that was reached is told in `detail`; to come again sooner than in an hour is no use.
        """
        kind = _BY_STATUS.get(self.status, RostrumError)
        if kind is RateLimited:
            return kind(self.detail, code=self.code, retry_after_s=_HOUR_S, retryable=False)
        return kind(self.detail, code=self.code)


@dataclass(frozen=True)
class Upload:
    """The bytes as they came in, and where they are."""

    container: Container
    size_bytes: int
    sha256: str
    key: str


@dataclass(frozen=True)
class PreparedAudio:
    """The decoded audio: 16 kHz mono FLAC."""

    key: str
    sha256: str
    duration_s: float


@dataclass(frozen=True)
class Recording:
    """One snapshot; `version` counts the changes that clients see."""

    id: UUID
    tenant_id: UUID
    user_id: UUID
    submission: Submission
    upload: Upload
    created_at: datetime
    updated_at: datetime
    allowance: Allowance = NO_LIMITS
    status: Status = Status.RECEIVED
    stage: Stage = Stage.PREPARE
    attempt: int = 0
    crashes: int = 0
    audio: PreparedAudio | None = None
    audio_done_s: float = 0.0
    report_id: UUID | None = None
    problem: Problem | None = None
    version: int = 1

    @property
    def ended(self) -> bool:
        return self.status in ENDED

    @property
    def stages(self) -> tuple[Stage, ...]:
        """The steps of its way."""
        every = tuple(Stage)
        return every[:2] if self.submission.transcription.transcript_only else every

    @property
    def fraction(self) -> float:
        """How much of the stage is done, 0 to 1; only transcription tells while it works."""
        if self.status is Status.COMPLETED:
            return 1.0
        if self.stage is not Stage.TRANSCRIBE or self.audio is None or self.audio.duration_s <= 0:
            return 0.0
        return min(1.0, self.audio_done_s / self.audio.duration_s)

    def begin_attempt(self, now: datetime) -> Self:
        """Counted before the work begins, so that a crash counts too; not a change that clients see."""
        return replace(self, attempt=self.attempt + 1, updated_at=now)

    def reopened(self, now: datetime) -> Self:
        """A preparation that was given up begins anew: its message was sent again."""
        if self.status is not Status.FAILED or self.stage is not Stage.PREPARE:
            return self
        version = self.version + 1
        return replace(self, status=Status.RECEIVED, problem=None, crashes=0, updated_at=now, version=version)

    def crashed(self, now: datetime) -> Self:
        """The decoder died over it; attempts also end in outages, which are no fault of the file."""
        return replace(self, crashes=self.crashes + 1, updated_at=now)

    def prepared(self, audio: PreparedAudio, now: datetime) -> Self:
        if self.status is not Status.RECEIVED:
            return self
        return replace(self._advance(Status.PREPARED, now), audio=audio)

    def progressed(self, audio_done_s: float, now: datetime) -> Self:
        """Only forwards, and only while it is transcribed."""
        if self.stage is not Stage.TRANSCRIBE or self.ended or audio_done_s <= self.audio_done_s:
            return self
        return replace(self, audio_done_s=audio_done_s, updated_at=now, version=self.version + 1)

    def transcribed(self, now: datetime) -> Self:
        """The end of the way where the client wants the transcript alone."""
        if not self.submission.transcription.transcript_only:
            return self._advance(Status.TRANSCRIBED, now)
        ended = self._advance(Status.COMPLETED, now)
        return ended if ended is self else replace(ended, stage=Stage.TRANSCRIBE)

    def analyzed(self, now: datetime) -> Self:
        return self._advance(Status.ANALYZED, now)

    def completed(self, report_id: UUID, now: datetime) -> Self:
        if self.status is Status.CANCELLED or self.report_id is not None:
            return self
        return replace(self._advance(Status.COMPLETED, now), report_id=report_id)

    def failed(self, stage: Stage, problem: Problem, now: datetime) -> Self:
        if self.ended:
            return self
        return replace(self._advance(Status.FAILED, now), stage=stage, problem=problem)

    def cancelled(self, now: datetime) -> Self:
        """Cancelling twice is the same as once; cancelling what has ended otherwise is a conflict."""
        if self.status in {Status.COMPLETED, Status.FAILED}:
            raise already_ended(self.status.value)
        return self._advance(Status.CANCELLED, now)

    def _advance(self, status: Status, now: datetime) -> Self:
        stage = _STAGE_OF.get(status, self.stage)
        if _ORDER[status] <= _ORDER[self.status] and not self._mended_by(stage):
            return self
        version = self.version + 1
        return replace(self, status=status, stage=stage, problem=None, updated_at=now, version=version)

    def _mended_by(self, next_stage: Stage) -> bool:
        """Whether the stage that failed lies before the one that is next."""
        order = list(Stage)
        return self.status is Status.FAILED and order.index(next_stage) > order.index(self.stage)


def tenant_folder(tenant_id: UUID) -> str:
    """Where the blobs of a tenant are; every name is made here, none by a client."""
    return f"{tenant_id}/"


def folder(tenant_id: UUID, recording_id: UUID) -> str:
    return f"{tenant_folder(tenant_id)}recordings/{recording_id}/"


def attempt_folder(tenant_id: UUID, recording_id: UUID, attempt: str) -> str:
    """Each attempt to store an upload has its own, so that none writes over what another has made."""
    return f"{folder(tenant_id, recording_id)}{attempt}/"


def prepared_key(tenant_id: UUID, recording_id: UUID) -> str:
    return f"{folder(tenant_id, recording_id)}prepared.flac"
