"""Releasing pieces from Postgres into the work queues."""

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from itertools import groupby
from math import inf
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY

from chassis.database import Database
from chassis.messaging import CloudEvent
from chassis.outbox import append
from services.transcribe.adapters.outbound.postgres.job_rows import NOW, SAME_RECORDING
from services.transcribe.adapters.outbound.postgres.tables import jobs, pieces, workers
from services.transcribe.application.ports.pieces import QueueLoad, RoomFor, Rule
from services.transcribe.domain.fairness import Backlog
from services.transcribe.domain.jobs import JobStatus, PieceStatus, Queue, Ticket

Encode = Callable[[Ticket, Queue, UUID | None, Mapping[str, str]], CloudEvent]
"""A released piece as a message, for the user and in the trace of its order."""
Rows = Sequence["sa.Row[Any]"]

_LOCK = sa.text("SELECT pg_try_advisory_xact_lock(hashtextextended('piece-dispatcher', 0))")
_SILENT = sa.text("interval '10 seconds'")
_OUT = (PieceStatus.RELEASED, PieceStatus.HELD)
_OPEN = pieces.c.status.in_((PieceStatus.WAITING, *_OUT))
_WAITING = pieces.c.status == PieceStatus.WAITING
_DUE = sa.and_(_WAITING, sa.or_(pieces.c.not_before.is_(None), pieces.c.not_before <= NOW))


class PostgresDispatch:
    """`database` has the relay role, which sees the pieces of all tenants."""

    def __init__(self, database: Database, encode: Encode) -> None:
        self._database = database
        self._encode = encode

    def release(self, room_for: RoomFor, rule: Rule) -> int:
        released = 0
        with self._database.transaction(None) as connection:
            if not connection.execute(_LOCK).scalar_one():
                return 0
            slots = _slots(connection)
            for name, group in groupby(_backlogs(connection), key=lambda row: row.queue):
                queue, rows = Queue(name), list(group)
                free = room_for(slots.get(queue, 0)) - sum(row.released for row in rows)
                chosen = rule([_backlog(row) for row in rows], free) if free > 0 else {}
                released += self._send(connection, queue, rows, chosen)
        return released

    def due_in_s(self) -> float:
        left = sa.func.extract("epoch", pieces.c.not_before - NOW)
        query = sa.select(sa.func.min(left)).where(_WAITING, pieces.c.not_before > NOW)
        with self._database.transaction(None) as connection:
            first = connection.execute(query).scalar_one()
        return inf if first is None else float(first)

    def reclaim(self, out_for_s: float) -> int:
        out = sa.and_(pieces.c.status.in_(_OUT), pieces.c.released_at < NOW - timedelta(seconds=out_for_s))
        with self._database.transaction(None) as connection:
            change = pieces.update().where(out).values(status=PieceStatus.WAITING)
            return connection.execute(change).rowcount

    def loads(self) -> Sequence[QueueLoad]:
        with self._database.transaction(None) as connection:
            slots = _slots(connection)
            rows = connection.execute(
                sa.select(pieces.c.queue, _count(_WAITING), _count(pieces.c.status.in_(_OUT)))
                .select_from(_of_running_jobs())
                .where(_OPEN)
                .group_by(pieces.c.queue)
            ).all()
        counts = {row[0]: (row[1], row[2]) for row in rows}
        return [QueueLoad(queue, *counts.get(queue, (0, 0)), slots.get(queue, 0)) for queue in Queue]

    def _send(self, connection: sa.Connection, queue: Queue, rows: Rows, chosen: Mapping[UUID, int]) -> int:
        if not chosen:
            return 0
        of_recording = {row.recording_id: row for row in rows}
        events = []
        for tenant_id, recording_id, number in connection.execute(_releasing(queue, of_recording, chosen)):
            job = of_recording[recording_id]
            ticket = Ticket(tenant_id, recording_id, number, job.attempt)
            events.append(self._encode(ticket, queue, job.user_id, job.trace))
        append(connection, *events)
        return len(events)


def _slots(connection: sa.Connection) -> dict[str, int]:
    """Of the workers that live, by queue."""
    live = workers.c.seen_at > NOW - _SILENT
    query = sa.select(workers.c.queue, sa.func.sum(workers.c.slots)).where(live).group_by(workers.c.queue)
    return {row[0]: int(row[1]) for row in connection.execute(query)}


def _backlogs(connection: sa.Connection) -> Rows:
    """Every recording with open pieces, by queue, in the order of arrival."""
    facts = (jobs.c.tenant_id, jobs.c.recording_id, jobs.c.attempt, jobs.c.user_id, jobs.c.trace)
    return connection.execute(
        sa.select(
            pieces.c.queue,
            *facts,
            _count(_DUE).label("waiting"),
            _count(pieces.c.status.in_(_OUT)).label("released"),
        )
        .select_from(_of_running_jobs())
        .where(_OPEN)
        .group_by(pieces.c.queue, *facts, jobs.c.created_at)
        .order_by(pieces.c.queue, jobs.c.created_at, jobs.c.recording_id)
    ).all()


def _backlog(row: "sa.Row[Any]") -> Backlog:
    return Backlog(row.tenant_id, row.recording_id, row.waiting, row.released)


def _of_running_jobs() -> sa.Join:
    return pieces.join(jobs, sa.and_(SAME_RECORDING, jobs.c.status == JobStatus.RUNNING))


def _count(condition: sa.ColumnElement[bool]) -> "sa.ColumnElement[int]":
    return sa.func.count().filter(condition)


def _releasing(
    queue: Queue, of_recording: Mapping[UUID, "sa.Row[Any]"], chosen: Mapping[UUID, int]
) -> sa.Executable:
    """Of each chosen recording the first that wait, as many as it was given."""
    wanted = (
        sa.func.unnest(
            sa.cast([of_recording[recording_id].tenant_id for recording_id in chosen], ARRAY(sa.Uuid)),
            sa.cast(list(chosen), ARRAY(sa.Uuid)),
            sa.cast(list(chosen.values()), ARRAY(sa.Integer)),
        )
        .table_valued("tenant_id", "recording_id", "share", name="wanted")
        .render_derived()
    )
    candidate = pieces.alias("candidate")
    first = (
        sa.select(candidate.c.number)
        .where(
            candidate.c.tenant_id == wanted.c.tenant_id,
            candidate.c.recording_id == wanted.c.recording_id,
            candidate.c.queue == queue,
            candidate.c.status == PieceStatus.WAITING,
            sa.or_(candidate.c.not_before.is_(None), candidate.c.not_before <= NOW),
        )
        .order_by(candidate.c.number)
        .limit(wanted.c.share)
        .with_for_update(skip_locked=True, of=candidate)
        .lateral("first")
    )
    numbers = (
        sa.select(wanted.c.tenant_id, wanted.c.recording_id, first.c.number)
        .select_from(wanted.join(first, sa.true()))
        .cte("numbers")
    )
    return (
        pieces.update()
        .where(
            pieces.c.tenant_id == numbers.c.tenant_id,
            pieces.c.recording_id == numbers.c.recording_id,
            pieces.c.number == numbers.c.number,
        )
        .values(status=PieceStatus.RELEASED, released_at=NOW)
        .returning(pieces.c.tenant_id, pieces.c.recording_id, pieces.c.number)
    )
