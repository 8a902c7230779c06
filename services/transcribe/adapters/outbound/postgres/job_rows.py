"""Statements about jobs that several stores share."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from services.transcribe.adapters.outbound.postgres.announcing import Announcer
from services.transcribe.adapters.outbound.postgres.piece_json import candidate_of, order_of
from services.transcribe.adapters.outbound.postgres.tables import jobs, pieces
from services.transcribe.application.ports.jobs import Cause
from services.transcribe.domain.events import TranscriptFailed
from services.transcribe.domain.jobs import Job, JobStatus, PieceStatus, Tally
from services.transcribe.domain.pieces import Piece

CHANNEL = "pieces"
"""Notified when pieces may be released: there are new ones, or a slot is free."""
_WAKE = sa.select(sa.func.pg_notify(CHANNEL, ""))
NOW = sa.func.clock_timestamp()
SAME_RECORDING = sa.and_(jobs.c.tenant_id == pieces.c.tenant_id, jobs.c.recording_id == pieces.c.recording_id)
JOB_COLUMNS = (jobs.c.attempt, jobs.c.request, jobs.c.route, jobs.c.pieces)


def of(table: sa.Table, tenant_id: UUID, recording_id: UUID) -> sa.ColumnElement[bool]:
    return sa.and_(table.c.tenant_id == tenant_id, table.c.recording_id == recording_id)


def mine(job: Job) -> sa.ColumnElement[bool]:
    """The attempt that the job was taken from. One that has failed may begin anew, so its plan goes on."""
    return sa.and_(
        of(jobs, job.order.tenant_id, job.order.recording_id),
        jobs.c.attempt == job.attempt,
        jobs.c.status.in_((JobStatus.RUNNING, JobStatus.FAILED)),
    )


def job_of(tenant_id: UUID, recording_id: UUID, row: Mapping[Any, Any]) -> Job:
    return Job(
        order=order_of(tenant_id, recording_id, row["request"]),
        attempt=row["attempt"],
        route=tuple(candidate_of(candidate) for candidate in row["route"]),
        planned=row["pieces"] is not None,
    )


def tally_of(row: "sa.Row[Any]") -> Tally:
    return Tally(row.audio_done_s, complete=row.pieces_done == row.pieces)


def user_of(connection: sa.Connection, tenant_id: UUID, recording_id: UUID) -> UUID | None:
    """Who sent the recording, where that is known."""
    return connection.execute(sa.select(jobs.c.user_id).where(of(jobs, tenant_id, recording_id))).scalar()


def wake(connection: sa.Connection) -> None:
    connection.execute(_WAKE)


def insert_pieces(connection: sa.Connection, job: Job, new: Sequence[Piece], candidate: int) -> None:
    """Those that are there already stay as they are."""
    if not new:
        return
    rows = [
        {
            "tenant_id": job.order.tenant_id,
            "recording_id": job.order.recording_id,
            "number": piece.number,
            "start_s": piece.span.start_s,
            "end_s": piece.span.end_s,
            "covers_s": piece.covers_s,
            "queue": job.route[candidate].queue,
            "candidate": candidate,
        }
        for piece in new
    ]
    connection.execute(insert(pieces).values(rows).on_conflict_do_nothing())
    wake(connection)


def revive(connection: sa.Connection, tenant_id: UUID, recording_id: UUID) -> bool:
    """Lets a failed job begin anew with the pieces that are done; False for a job that has not failed."""
    failed = sa.and_(of(jobs, tenant_id, recording_id), jobs.c.status == JobStatus.FAILED)
    again = jobs.update().where(failed).values(status=JobStatus.RUNNING, problem=sa.null(), updated_at=NOW)
    if connection.execute(again.values(attempt=jobs.c.attempt + 1)).rowcount == 0:
        return False
    connection.execute(
        pieces.update()
        .where(of(pieces, tenant_id, recording_id), pieces.c.status != PieceStatus.DONE)
        .values(status=PieceStatus.WAITING, failures=0, not_before=sa.null(), busy_since=sa.null())
    )
    wake(connection)
    return True


def end_failed(
    connection: sa.Connection, announcer: Announcer, event: TranscriptFailed, cause: Cause
) -> bool:
    """Ends the job with the problem and announces it, unless it has ended already."""
    ended = end(event.tenant_id, event.recording_id, JobStatus.FAILED, event.problem)
    if connection.execute(ended).first() is None:
        return False
    announcer.announce(connection, event, cause)
    return True


def end(
    tenant_id: UUID, recording_id: UUID, status: JobStatus, problem: Mapping[str, object] | None
) -> "sa.Executable":
    """Ends a job, also one that has not begun, and returns a row; one that has ended keeps its outcome."""
    outcome = {"status": status, "problem": problem}
    first = insert(jobs).values(tenant_id=tenant_id, recording_id=recording_id, attempt=0, **outcome)
    return first.on_conflict_do_update(
        index_elements=[jobs.c.tenant_id, jobs.c.recording_id],
        set_={**outcome, "updated_at": NOW},
        where=jobs.c.status == JobStatus.RUNNING,
    ).returning(jobs.c.attempt)
