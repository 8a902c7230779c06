"""How jobs and their pieces begin, in Postgres."""

from collections.abc import Sequence
from dataclasses import asdict

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from chassis.database import Database
from chassis.database.tombstones import is_buried
from chassis.messaging import event_of
from services.transcribe.adapters.outbound.postgres.announcing import is_settled
from services.transcribe.adapters.outbound.postgres.job_rows import (
    JOB_COLUMNS,
    NOW,
    insert_pieces,
    job_of,
    mine,
    of,
    revive,
    tally_of,
)
from services.transcribe.adapters.outbound.postgres.piece_json import request_json
from services.transcribe.adapters.outbound.postgres.tables import jobs
from services.transcribe.application.ports.jobs import Cause
from services.transcribe.domain.jobs import Candidate, Job, JobStatus, Order, Tally
from services.transcribe.domain.pieces import Piece
from services.transcribe.domain.transcript import Sound


class PostgresPlans:
    """A job that was deleted has no row to change, so only its beginning asks for tombstones."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def begin(self, order: Order, route: Sequence[Candidate], cause: Cause) -> Job | None:
        key = order.tenant_id, order.recording_id
        running = sa.select(*JOB_COLUMNS).where(of(jobs, *key), jobs.c.status == JobStatus.RUNNING)
        with self._database.transaction(order.tenant_id) as connection:
            if is_buried(connection, *key):
                return None
            connection.execute(_first(order, route, cause))
            row = connection.execute(running).mappings().one_or_none()
            if row is None and not is_settled(connection, cause) and revive(connection, *key):
                connection.execute(_late(order, route, cause))
                row = connection.execute(running).mappings().one()
        return job_of(*key, row) if row else None

    def keep_text(self, job: Job, text: str) -> None:
        with self._database.transaction(job.order.tenant_id) as connection:
            connection.execute(jobs.update().where(mine(job)).values(text=text))

    def add(self, job: Job, pieces: Sequence[Piece]) -> bool:
        lock = sa.select(jobs.c.candidate).where(mine(job)).with_for_update(read=True)
        with self._database.transaction(job.order.tenant_id) as connection:
            candidate = connection.execute(lock).scalar_one_or_none()
            if candidate is None:
                return False
            insert_pieces(connection, job, pieces, candidate)
        return True

    def close(self, job: Job, sound: Sound, rest: Sequence[Piece], count: int) -> Tally | None:
        change = jobs.update().where(mine(job)).values(sound=asdict(sound), pieces=count, updated_at=NOW)
        told = change.returning(jobs.c.candidate, jobs.c.pieces, jobs.c.pieces_done, jobs.c.audio_done_s)
        with self._database.transaction(job.order.tenant_id) as connection:
            row = connection.execute(told).one_or_none()
            if row is None:
                return None
            insert_pieces(connection, job, rest, row.candidate)
        return tally_of(row)


def _first(order: Order, route: Sequence[Candidate], cause: Cause) -> "sa.Executable":
    key = {"tenant_id": order.tenant_id, "recording_id": order.recording_id}
    row = {**key, "status": JobStatus.RUNNING, "attempt": 1, **_commission(order, route, cause)}
    return insert(jobs).values(row).on_conflict_do_nothing()


def _late(order: Order, route: Sequence[Candidate], cause: Cause) -> "sa.Executable":
    """For a job that was given up before it had begun."""
    blank = sa.and_(of(jobs, order.tenant_id, order.recording_id), jobs.c.request.is_(None))
    return jobs.update().where(blank).values(_commission(order, route, cause))


def _commission(order: Order, route: Sequence[Candidate], cause: Cause) -> dict[str, object]:
    event = event_of(cause.message)
    return {
        "user_id": event.user_id,
        "trace": dict(event.trace),
        "request": request_json(order),
        "route": [asdict(candidate) for candidate in route],
    }
