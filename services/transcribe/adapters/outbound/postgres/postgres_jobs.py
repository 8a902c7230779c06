"""Jobs in Postgres. An attempt's number is the fence: only the newest attempt's outcome counts."""

from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from chassis.database import Database
from chassis.database.tombstones import is_buried
from chassis.errors import Unavailable
from services.transcribe.adapters.outbound.postgres.announcing import (
    Announcer,
    is_settled,
    keep_letter,
    settle,
)
from services.transcribe.adapters.outbound.postgres.tables import jobs
from services.transcribe.adapters.outbound.postgres.version_rows import add_version
from services.transcribe.application.ports.jobs import Cause, Overtaken
from services.transcribe.domain.events import TranscriptCompleted, TranscriptFailed
from services.transcribe.domain.jobs import Job, JobStatus, Order, Standing
from services.transcribe.domain.transcript import Transcript

LOOK_AGAIN_S = 5.0
"""A lease may be released early, by a worker that drains; so nobody waits for its whole length."""
_NOW = sa.func.clock_timestamp()


class PostgresJobs:
    """Leases are on the database's clock, the only one that all workers share."""

    def __init__(self, database: Database, announcer: Announcer) -> None:
        self._database = database
        self._announcer = announcer

    def begin(self, order: Order, lease_s: float, cause: Cause) -> Job | None:
        with self._database.transaction(order.tenant_id) as connection:
            buried = is_buried(connection, order.tenant_id, order.recording_id)
            if buried or is_settled(connection, cause):
                return None
            attempt = connection.execute(_begin(order, lease_s)).scalar_one_or_none()
            if attempt is not None:
                return Job(order, attempt)
            left_s = connection.execute(_lease_left(order)).scalar_one_or_none()
        if left_s is None:
            return None
        raise Unavailable(
            "Another worker has this recording in hand.",
            code="job_in_hand",
            retry_after_s=min(float(left_s), LOOK_AGAIN_S),
        )

    def renew(self, job: Job, lease_s: float) -> Standing:
        with self._database.transaction(job.order.tenant_id) as connection:
            change = _mine(job).values(leased_until=_NOW + timedelta(seconds=lease_s), updated_at=_NOW)
            if connection.execute(change).rowcount:
                return Standing.MINE
            return _standing(connection, job)

    def release(self, job: Job) -> None:
        with self._database.transaction(job.order.tenant_id) as connection:
            connection.execute(_mine(job).values(leased_until=_NOW, updated_at=_NOW))

    def complete(self, job: Job, transcript: Transcript, cause: Cause) -> None:
        order = job.order
        with self._database.transaction(order.tenant_id) as connection:
            buried = is_buried(connection, order.tenant_id, order.recording_id)
            finish = _mine(job).values(status=JobStatus.COMPLETED, updated_at=_NOW)
            mine = not buried and connection.execute(finish).rowcount == 1
            if not mine and _standing(connection, job) is Standing.OVERTAKEN:
                raise Overtaken
            if settle(connection, cause) and mine:
                add_version(connection, transcript)
                self._announcer.announce(connection, TranscriptCompleted(transcript), cause)

    def fail(self, tenant_id: UUID, recording_id: UUID, problem: Mapping[str, object], cause: Cause) -> None:
        with self._database.transaction(tenant_id) as connection:
            if not settle(connection, cause) or is_buried(connection, tenant_id, recording_id):
                return
            ended = _end(tenant_id, recording_id, JobStatus.FAILED, problem)
            if connection.execute(ended).scalar_one_or_none() is not None:
                event = TranscriptFailed(tenant_id, recording_id, problem)
                self._announcer.announce(connection, event, cause)

    def cancel(self, tenant_id: UUID, recording_id: UUID, cause: Cause) -> None:
        with self._database.transaction(tenant_id) as connection:
            if settle(connection, cause) and not is_buried(connection, tenant_id, recording_id):
                connection.execute(_end(tenant_id, recording_id, JobStatus.CANCELLED, None))

    def set_aside(self, tenant_id: UUID, cause: Cause) -> None:
        with self._database.transaction(tenant_id) as connection:
            keep_letter(connection, cause)


def _begin(order: Order, lease_s: float) -> "sa.Executable":
    """One more attempt, unless the job has ended or somebody holds its lease; returns its number. A failed
    job whose message is not settled was given up, and its message sent again."""
    until = _NOW + timedelta(seconds=lease_s)
    first = insert(jobs).values(
        tenant_id=order.tenant_id,
        recording_id=order.recording_id,
        status=JobStatus.RUNNING,
        attempt=1,
        leased_until=until,
    )
    return first.on_conflict_do_update(
        index_elements=[jobs.c.tenant_id, jobs.c.recording_id],
        set_={
            "status": JobStatus.RUNNING,
            "attempt": jobs.c.attempt + 1,
            "leased_until": until,
            "problem": sa.null(),
            "updated_at": _NOW,
        },
        where=sa.or_(
            jobs.c.status == JobStatus.FAILED,
            sa.and_(jobs.c.status == JobStatus.RUNNING, jobs.c.leased_until <= _NOW),
        ),
    ).returning(jobs.c.attempt)


def _lease_left(order: Order) -> "sa.Select[float]":
    """Seconds left of somebody's lease; no row for a job that has ended."""
    left = sa.func.greatest(sa.func.extract("epoch", jobs.c.leased_until - _NOW), 0.0)
    return sa.select(left).where(
        jobs.c.tenant_id == order.tenant_id,
        jobs.c.recording_id == order.recording_id,
        jobs.c.status == JobStatus.RUNNING,
    )


def _mine(job: Job) -> sa.Update:
    return jobs.update().where(
        jobs.c.tenant_id == job.order.tenant_id,
        jobs.c.recording_id == job.order.recording_id,
        jobs.c.attempt == job.attempt,
        jobs.c.status == JobStatus.RUNNING,
    )


def _standing(connection: sa.Connection, job: Job) -> Standing:
    """Why the job is not this attempt's any more. A job that is gone was deleted."""
    row = connection.execute(
        sa.select(jobs.c.status, jobs.c.attempt).where(
            jobs.c.tenant_id == job.order.tenant_id, jobs.c.recording_id == job.order.recording_id
        )
    ).one_or_none()
    if row is None or row.status == JobStatus.CANCELLED:
        return Standing.UNWANTED
    if row.attempt == job.attempt and row.status == JobStatus.FAILED:
        return Standing.UNWANTED
    return Standing.OVERTAKEN


def _end(
    tenant_id: UUID, recording_id: UUID, status: JobStatus, problem: Mapping[str, object] | None
) -> "sa.Executable":
    """Ends a job, also one that has not begun, and returns a row; one that has ended keeps its outcome."""
    outcome = {"status": status, "problem": problem}
    first = insert(jobs).values(
        tenant_id=tenant_id, recording_id=recording_id, attempt=0, leased_until=_NOW, **outcome
    )
    return first.on_conflict_do_update(
        index_elements=[jobs.c.tenant_id, jobs.c.recording_id],
        set_={**outcome, "updated_at": _NOW},
        where=jobs.c.status == JobStatus.RUNNING,
    ).returning(jobs.c.attempt)
