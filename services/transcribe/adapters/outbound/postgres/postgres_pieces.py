"""Pieces in Postgres, while they are recognised. The count of holds is the fence."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from chassis.database import Database
from services.transcribe.adapters.outbound.postgres.announcing import Announcer, settle
from services.transcribe.adapters.outbound.postgres.job_rows import (
    JOB_COLUMNS,
    NOW,
    SAME_RECORDING,
    end_failed,
    insert_pieces,
    job_of,
    of,
    revive,
    tally_of,
    wake,
)
from services.transcribe.adapters.outbound.postgres.tables import jobs, pieces
from services.transcribe.application.ports.jobs import Cause, Overtaken
from services.transcribe.domain.audio import Span
from services.transcribe.domain.events import TranscriptFailed
from services.transcribe.domain.jobs import HeldPiece, JobStatus, PieceStatus, Tally, Ticket
from services.transcribe.domain.pieces import Piece
from services.transcribe.domain.recognition import RecognizedPiece

_OUT = (PieceStatus.RELEASED, PieceStatus.HELD)
_BUSY_S = sa.cast(sa.func.coalesce(sa.func.extract("epoch", NOW - pieces.c.busy_since), 0), sa.Float).label(
    "busy_s"
)


class PostgresPieces:
    """A piece's row changes before its job's, so that workers don't lock each other out."""

    def __init__(self, database: Database, announcer: Announcer) -> None:
        self._database = database
        self._announcer = announcer

    def take(self, ticket: Ticket) -> HeldPiece | None:
        with self._database.transaction(ticket.tenant_id) as connection:
            row = connection.execute(_taking(ticket)).mappings().one_or_none()
            if row is not None:
                return _held(ticket, row)
            if connection.execute(_given_up(ticket)).first() is not None:
                revive(connection, ticket.tenant_id, ticket.recording_id)
        return None

    def finish(self, held: HeldPiece, result: RecognizedPiece, raw: Mapping[str, Any]) -> Tally | None:
        ticket = held.ticket
        done = pieces.update().where(_still(held), _wanted(ticket))
        values = {"status": PieceStatus.DONE, "result": asdict(result), "raw": raw or sa.null()}
        with self._database.transaction(ticket.tenant_id) as connection:
            covers_s = connection.execute(
                done.values(values).returning(pieces.c.covers_s)
            ).scalar_one_or_none()
            if covers_s is not None:
                wake(connection)
                return tally_of(connection.execute(_counted(ticket, covers_s)).one())
            if connection.execute(sa.select(jobs.c.status).where(_job(ticket))).first() is None:
                return None
        raise Overtaken

    def put_back(self, held: HeldPiece, *, failed: bool) -> None:
        values = {"status": PieceStatus.RELEASED, "failures": pieces.c.failures + int(failed)}
        with self._database.transaction(held.ticket.tenant_id) as connection:
            connection.execute(pieces.update().where(_still(held)).values(values))

    def postpone(self, held: HeldPiece, wait_s: float) -> None:
        later = {
            "status": PieceStatus.WAITING,
            "not_before": NOW + timedelta(seconds=wait_s),
            "busy_since": sa.func.coalesce(pieces.c.busy_since, NOW),
        }
        with self._database.transaction(held.ticket.tenant_id) as connection:
            connection.execute(pieces.update().where(_still(held)).values(later))

    def pass_on(self, held: HeldPiece, *, following: bool) -> None:
        ticket, following_one = held.ticket, held.candidate + 1
        queue = held.job.route[following_one].queue
        values = {"candidate": following_one, "queue": queue, "failures": 0, "busy_since": sa.null()}
        with self._database.transaction(ticket.tenant_id) as connection:
            change = pieces.update().where(_still(held)).values(status=PieceStatus.WAITING, **values)
            if connection.execute(change).rowcount and following:
                connection.execute(_next_engine(ticket, following_one))
                behind = sa.and_(
                    of(pieces, ticket.tenant_id, ticket.recording_id),
                    pieces.c.status == PieceStatus.WAITING,
                    pieces.c.candidate < following_one,
                )
                connection.execute(pieces.update().where(behind).values(values))
            wake(connection)

    def cut(self, held: HeldPiece, several: Sequence[Piece]) -> None:
        ticket = held.ticket
        with self._database.transaction(ticket.tenant_id) as connection:
            if connection.execute(pieces.delete().where(_still(held))).rowcount:
                following = _next_engine(ticket, held.candidate + 1)
                connection.execute(following.values(pieces=len(several)))
                insert_pieces(connection, held.job, several, held.candidate + 1)

    def give_up(self, ticket: Ticket, problem: Mapping[str, object], cause: Cause) -> None:
        lost = sa.and_(_piece(ticket), pieces.c.status.in_(_OUT))
        with self._database.transaction(ticket.tenant_id) as connection:
            if settle(connection, cause):
                connection.execute(pieces.update().where(lost).values(status=PieceStatus.FAILED))
                event = TranscriptFailed(ticket.tenant_id, ticket.recording_id, problem)
                end_failed(connection, self._announcer, event, cause)


def _taking(ticket: Ticket) -> "sa.Executable":
    """Who takes a piece out of another's hands counts it as failed once more: that one did not come back."""
    lost = sa.case((pieces.c.status == PieceStatus.HELD, 1), else_=0)
    return (
        pieces.update()
        .where(_piece(ticket), pieces.c.status.in_(_OUT), SAME_RECORDING, _job(ticket))
        .values(
            status=PieceStatus.HELD,
            holds=pieces.c.holds + 1,
            failures=pieces.c.failures + lost,
            candidate=sa.func.greatest(pieces.c.candidate, jobs.c.candidate),
        )
        .returning(
            pieces.c.start_s,
            pieces.c.end_s,
            pieces.c.holds,
            pieces.c.failures,
            pieces.c.candidate,
            _BUSY_S,
            *JOB_COLUMNS,
        )
    )


def _held(ticket: Ticket, row: Mapping[Any, Any]) -> HeldPiece:
    return HeldPiece(
        ticket=ticket,
        job=job_of(ticket.tenant_id, ticket.recording_id, row),
        span=Span(row["start_s"], row["end_s"]),
        hold=row["holds"],
        failures=row["failures"],
        candidate=row["candidate"],
        busy_s=row["busy_s"],
    )


def _piece(ticket: Ticket) -> sa.ColumnElement[bool]:
    return sa.and_(of(pieces, ticket.tenant_id, ticket.recording_id), pieces.c.number == ticket.number)


def _job(ticket: Ticket) -> sa.ColumnElement[bool]:
    """The running job that the piece was released for."""
    return sa.and_(
        of(jobs, ticket.tenant_id, ticket.recording_id),
        jobs.c.status == JobStatus.RUNNING,
        jobs.c.attempt == ticket.attempt,
    )


def _wanted(ticket: Ticket) -> sa.ColumnElement[bool]:
    return sa.exists(sa.select(sa.literal(1)).select_from(jobs).where(_job(ticket)))


def _still(held: HeldPiece) -> sa.ColumnElement[bool]:
    return sa.and_(_piece(held.ticket), pieces.c.status == PieceStatus.HELD, pieces.c.holds == held.hold)


def _counted(ticket: Ticket, covers_s: float) -> "sa.Executable":
    return (
        jobs.update()
        .where(of(jobs, ticket.tenant_id, ticket.recording_id))
        .values(
            pieces_done=jobs.c.pieces_done + 1,
            audio_done_s=jobs.c.audio_done_s + covers_s,
            updated_at=NOW,
        )
        .returning(jobs.c.pieces, jobs.c.pieces_done, jobs.c.audio_done_s)
    )


def _next_engine(ticket: Ticket, candidate: int) -> sa.Update:
    return (
        jobs.update()
        .where(of(jobs, ticket.tenant_id, ticket.recording_id))
        .values(candidate=sa.func.greatest(jobs.c.candidate, candidate))
    )


def _given_up(ticket: Ticket) -> "sa.Select[Any]":
    """The piece, where its job has failed for it: its message was sent again."""
    return sa.select(pieces.c.number).where(
        _piece(ticket),
        pieces.c.status == PieceStatus.FAILED,
        SAME_RECORDING,
        jobs.c.status == JobStatus.FAILED,
        jobs.c.attempt == ticket.attempt,
    )
