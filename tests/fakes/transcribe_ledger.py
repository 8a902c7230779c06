"""Jobs, their pieces and transcripts, in memory: what Postgres keeps for transcribe."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from services.transcribe.application.ports.jobs import Cause, Gathered, Overtaken
from services.transcribe.domain.events import (
    RecordingPurged,
    TenantPurged,
    TranscribeEvent,
    TranscriptCompleted,
    TranscriptFailed,
)
from services.transcribe.domain.jobs import (
    Candidate,
    HeldPiece,
    Job,
    JobStatus,
    Order,
    PieceStatus,
    Tally,
    Ticket,
)
from services.transcribe.domain.pieces import Piece
from services.transcribe.domain.recognition import RecognizedPiece
from services.transcribe.domain.transcript import Sound, Transcript
from services.transcribe.domain.usage import UsageRecorded, embedded_use

Key = tuple[UUID, UUID]


@dataclass
class PieceRow:
    piece: Piece
    candidate: int = 0
    status: PieceStatus = PieceStatus.WAITING
    holds: int = 0
    failures: int = 0
    waits_s: float = 0.0
    busy_s: float = 0.0
    result: RecognizedPiece | None = None


@dataclass
class JobRow:
    order: Order | None = None
    route: tuple[Candidate, ...] = ()
    status: JobStatus = JobStatus.RUNNING
    attempt: int = 1
    candidate: int = 0
    text: str = ""
    sound: Sound | None = None
    count: int | None = None
    pieces: dict[int, PieceRow] = field(default_factory=dict)

    def job(self) -> Job:
        assert self.order is not None
        return Job(self.order, self.attempt, self.route, self.count is not None)

    def tally(self) -> Tally:
        done = [row.piece.covers_s for row in self.pieces.values() if row.status is PieceStatus.DONE]
        return Tally(sum(done), len(done) == self.count)

    def reset(self) -> None:
        self.status, self.attempt = JobStatus.RUNNING, self.attempt + 1
        for row in self.pieces.values():
            if row.status is not PieceStatus.DONE:
                row.status, row.failures, row.waits_s, row.busy_s = PieceStatus.WAITING, 0, 0.0, 0.0


@dataclass
class FakeLedger:
    """Every method is one step: nothing comes between."""

    rows: dict[Key, JobRow] = field(default_factory=dict)
    transcripts: dict[Key, Transcript] = field(default_factory=dict)
    announced: list[TranscribeEvent] = field(default_factory=list)
    used: list[UsageRecorded] = field(default_factory=list)
    dead_letters: list[object] = field(default_factory=list)
    _settled: set[tuple[str, object]] = field(default_factory=set)
    _buried: set[UUID] = field(default_factory=set)
    _dying: bool = False

    def begin(self, order: Order, route: Sequence[Candidate], cause: Cause) -> Job | None:
        key = (order.tenant_id, order.recording_id)
        if self._gone(*key):
            return None
        row = self.rows.setdefault(key, JobRow(order, tuple(route)))
        if row.status is JobStatus.FAILED and _key(cause) not in self._settled:
            row.order, row.route = row.order or order, row.route or tuple(route)
            row.reset()
        return row.job() if row.status is JobStatus.RUNNING else None

    def keep_text(self, job: Job, text: str) -> None:
        self._row(job).text = text

    def add(self, job: Job, pieces: Sequence[Piece]) -> bool:
        if not self._mine(job):
            return False
        for piece in pieces:
            self._row(job).pieces.setdefault(piece.number, PieceRow(piece))
        return True

    def close(self, job: Job, sound: Sound, rest: Sequence[Piece], count: int) -> Tally | None:
        if not self.add(job, rest):
            return None
        row = self._row(job)
        row.sound, row.count = sound, count
        return row.tally()

    def release(self) -> list[Ticket]:
        """Everything that waits."""
        tickets = []
        for (tenant_id, recording_id), row in self.rows.items():
            for number, piece in row.pieces.items():
                if row.status is JobStatus.RUNNING and piece.status is PieceStatus.WAITING:
                    piece.status = PieceStatus.RELEASED
                    tickets.append(Ticket(tenant_id, recording_id, number, row.attempt))
        return tickets

    def take(self, ticket: Ticket) -> HeldPiece | None:
        row, piece = self._find(ticket)
        if row is None or piece is None or row.attempt != ticket.attempt:
            return None
        if row.status is JobStatus.FAILED and piece.status is PieceStatus.FAILED:
            row.reset()
            return None
        if row.status is not JobStatus.RUNNING or piece.status not in (
            PieceStatus.RELEASED,
            PieceStatus.HELD,
        ):
            return None
        piece.failures += piece.status is PieceStatus.HELD
        piece.status, piece.holds = PieceStatus.HELD, piece.holds + 1
        piece.candidate = max(piece.candidate, row.candidate)
        return HeldPiece(
            ticket,
            row.job(),
            piece.piece.span,
            piece.holds,
            piece.failures,
            piece.candidate,
            piece.busy_s,
        )

    def finish(self, held: HeldPiece, result: RecognizedPiece, raw: Mapping[str, Any]) -> Tally | None:
        del raw
        row, piece = self._find(held.ticket)
        if row is None or row.status is not JobStatus.RUNNING or row.attempt != held.ticket.attempt:
            return None
        if piece is None or not _still(held, piece):
            raise Overtaken
        piece.status, piece.result = PieceStatus.DONE, result
        return row.tally()

    def put_back(self, held: HeldPiece, *, failed: bool) -> None:
        _, piece = self._find(held.ticket)
        if piece is not None and _still(held, piece):
            piece.status, piece.failures = PieceStatus.RELEASED, piece.failures + int(failed)

    def postpone(self, held: HeldPiece, wait_s: float) -> None:
        """What waits has waited when it is released."""
        _, piece = self._find(held.ticket)
        if piece is not None and _still(held, piece):
            piece.status, piece.waits_s = PieceStatus.WAITING, wait_s
            piece.busy_s += wait_s

    def pass_on(self, held: HeldPiece, *, following: bool) -> None:
        row, piece = self._find(held.ticket)
        if row is None or piece is None or not _still(held, piece):
            return
        piece.status, piece.candidate = PieceStatus.WAITING, held.candidate + 1
        piece.failures, piece.busy_s = 0, 0.0
        if following:
            row.candidate = max(row.candidate, held.candidate + 1)

    def cut(self, held: HeldPiece, several: Sequence[Piece]) -> None:
        row, piece = self._find(held.ticket)
        if row is not None and piece is not None and _still(held, piece):
            row.candidate, row.count = held.candidate + 1, len(several)
            row.pieces = {each.number: PieceRow(each, held.candidate + 1) for each in several}

    def give_up(self, ticket: Ticket, problem: Mapping[str, object], cause: Cause) -> None:
        _, piece = self._find(ticket)
        if piece is not None and piece.status in (PieceStatus.RELEASED, PieceStatus.HELD):
            piece.status = PieceStatus.FAILED
        self.fail(ticket.tenant_id, ticket.recording_id, problem, cause)

    def gather(self, tenant_id: UUID, recording_id: UUID) -> Gathered | None:
        row = self.rows.get((tenant_id, recording_id))
        if row is None or row.status is not JobStatus.RUNNING or not row.tally().complete or not row.sound:
            return None
        results = tuple(row.pieces[number].result for number in sorted(row.pieces))
        return Gathered(row.job(), row.sound, row.text, tuple(result for result in results if result))

    def text(self, tenant_id: UUID, recording_id: UUID) -> str:
        return self.rows[(tenant_id, recording_id)].text

    def sound(self, tenant_id: UUID, recording_id: UUID) -> Sound | None:
        return self.rows[(tenant_id, recording_id)].sound

    @contextmanager
    def dying_at_the_end(self) -> Iterator[None]:
        """Workers die before they store a transcript."""
        self._dying = True
        yield
        self._dying = False

    def complete(self, job: Job, transcript: Transcript, cause: Cause) -> None:
        if self._dying:
            raise KeyboardInterrupt
        if self._settle(cause) and self._mine(job) and self._row(job).status is JobStatus.RUNNING:
            key = (job.order.tenant_id, job.order.recording_id)
            self.rows[key].status = JobStatus.COMPLETED
            self.transcripts[key] = transcript
            self.announced.append(TranscriptCompleted(transcript, job.order.transcript_only))
            self.used += embedded_use(transcript, job.route)

    def fail(self, tenant_id: UUID, recording_id: UUID, problem: Mapping[str, object], cause: Cause) -> None:
        if self._settle(cause) and self._end(tenant_id, recording_id, JobStatus.FAILED):
            self.announced.append(TranscriptFailed(tenant_id, recording_id, problem))

    def cancel(self, tenant_id: UUID, recording_id: UUID, cause: Cause) -> None:
        if self._settle(cause):
            self._end(tenant_id, recording_id, JobStatus.CANCELLED)

    def set_aside(self, tenant_id: UUID, cause: Cause) -> None:
        del tenant_id
        self._keep_letter(cause)

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

    def _row(self, job: Job) -> JobRow:
        return self.rows[(job.order.tenant_id, job.order.recording_id)]

    def _mine(self, job: Job) -> bool:
        row = self.rows.get((job.order.tenant_id, job.order.recording_id))
        wanted = (JobStatus.RUNNING, JobStatus.FAILED)
        return row is not None and row.attempt == job.attempt and row.status in wanted

    def _find(self, ticket: Ticket) -> tuple[JobRow | None, PieceRow | None]:
        row = self.rows.get((ticket.tenant_id, ticket.recording_id))
        return row, row.pieces.get(ticket.number) if row else None

    def _gone(self, tenant_id: UUID, recording_id: UUID) -> bool:
        return bool({tenant_id, recording_id} & self._buried)

    def _settle(self, cause: Cause) -> bool:
        if _key(cause) in self._settled:
            return False
        if cause.dead_letter is None:
            self._settled.add(_key(cause))
        self._keep_letter(cause)
        return True

    def _keep_letter(self, cause: Cause) -> None:
        if cause.dead_letter is not None and cause.dead_letter not in self.dead_letters:
            self.dead_letters.append(cause.dead_letter)

    def _end(self, tenant_id: UUID, recording_id: UUID, status: JobStatus) -> bool:
        if self._gone(tenant_id, recording_id):
            return False
        row = self.rows.setdefault((tenant_id, recording_id), JobRow(attempt=0))
        if row.status is not JobStatus.RUNNING:
            return False
        row.status = status
        return True

    def _forget(self, keys: set[Key]) -> None:
        for key in keys:
            self.rows.pop(key, None)
            self.transcripts.pop(key, None)


def _key(cause: Cause) -> tuple[str, object]:
    return (cause.consumer, getattr(cause.message, "id", cause.message))


def _still(held: HeldPiece, piece: PieceRow) -> bool:
    return piece.status is PieceStatus.HELD and piece.holds == held.hold
