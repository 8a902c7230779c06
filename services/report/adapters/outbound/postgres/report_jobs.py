"""ReportJobs in Postgres."""

import json
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.sql.dml import ReturningInsert

from chassis.database import Database
from chassis.database.tombstones import is_buried
from services.report.adapters.outbound.postgres.outgoing import Outgoing, claim
from services.report.adapters.outbound.postgres.tables import report_jobs, reports
from services.report.application.ports.messages import Cause, Message
from services.report.domain.errors import AttemptSuperseded
from services.report.domain.events import ReportCompleted, ReportFailed, ReportUsed
from services.report.domain.job import Attempt, FinishedReport, Job

_KEY = (report_jobs.c.tenant_id, report_jobs.c.recording_id)


class PostgresReportJobs:
    """One row per recording. A newer analysis has a greater id (UUIDv7), and replaces an older one."""

    def __init__(self, database: Database, outgoing: Outgoing) -> None:
        self._database = database
        self._outgoing = outgoing

    def begin(self, job: Job) -> Attempt | None:
        with self._database.transaction(job.tenant_id) as connection:
            if is_buried(connection, job.tenant_id, job.recording_id):
                return None
            number = connection.execute(_begin(job)).scalar_one_or_none()
        return None if number is None else Attempt(job, number)

    def finish(self, attempt: Attempt, report: FinishedReport, event: ReportCompleted, cause: Cause) -> None:
        job = attempt.job
        with self._database.transaction(job.tenant_id) as connection:
            if is_buried(connection, job.tenant_id, job.recording_id) or not claim(connection, cause):
                return
            if not connection.execute(_complete(attempt)).rowcount:
                raise AttemptSuperseded("Another attempt at this report has begun.")
            connection.execute(_store(job, report))
            for told in (event, ReportUsed(report.report_id, job.recording_id)):
                self._outgoing.announce(connection, job.tenant_id, told, cause)

    def give_up(self, job: Job, event: ReportFailed, letter: Message, cause: Cause) -> None:
        with self._database.transaction(job.tenant_id) as connection:
            if is_buried(connection, job.tenant_id, job.recording_id):
                return
            self._outgoing.keep_letter(connection, letter)
            if connection.execute(_fail(job)).first():
                self._outgoing.announce(connection, job.tenant_id, event, cause)

    def stop(self, tenant_id: UUID, recording_id: UUID, cause: Cause) -> None:
        with self._database.transaction(tenant_id) as connection:
            if is_buried(connection, tenant_id, recording_id) or not claim(connection, cause):
                return
            connection.execute(_stop(tenant_id, recording_id))


def _begin(job: Job) -> ReturningInsert[int]:
    old = report_jobs.c
    same_and_done = sa.and_(old.analysis_id == job.analysis_id, old.status == "completed")
    row = insert(report_jobs).values(
        tenant_id=job.tenant_id,
        recording_id=job.recording_id,
        analysis_id=job.analysis_id,
        attempt=1,
        status="running",
    )
    return row.on_conflict_do_update(
        index_elements=_KEY,
        set_={
            "analysis_id": row.excluded.analysis_id,
            "attempt": old.attempt + 1,
            "status": "running",
            "updated_at": sa.func.now(),
        },
        where=sa.and_(
            old.status != "cancelled", old.analysis_id <= row.excluded.analysis_id, sa.not_(same_and_done)
        ),
    ).returning(old.attempt)


def _complete(attempt: Attempt) -> sa.Update:
    row = report_jobs.c
    return (
        report_jobs.update()
        .where(
            row.tenant_id == attempt.job.tenant_id,
            row.recording_id == attempt.job.recording_id,
            row.attempt == attempt.number,
            row.status == "running",
        )
        .values(status="completed", updated_at=sa.func.now())
    )


def _fail(job: Job) -> ReturningInsert[int]:
    """A row comes back where it took effect, which fences out whoever may still be at work; a finished or
    cancelled job stays as it is."""
    old = report_jobs.c
    row = insert(report_jobs).values(
        tenant_id=job.tenant_id,
        recording_id=job.recording_id,
        analysis_id=job.analysis_id,
        attempt=1,
        status="failed",
    )
    return row.on_conflict_do_update(
        index_elements=_KEY,
        set_={"attempt": old.attempt + 1, "status": "failed", "updated_at": sa.func.now()},
        where=sa.and_(old.analysis_id == job.analysis_id, old.status == "running"),
    ).returning(old.attempt)


def _stop(tenant_id: UUID, recording_id: UUID) -> sa.Insert:
    old = report_jobs.c
    row = insert(report_jobs).values(
        tenant_id=tenant_id, recording_id=recording_id, attempt=1, status="cancelled"
    )
    return row.on_conflict_do_update(
        index_elements=_KEY,
        set_={"attempt": old.attempt + 1, "status": "cancelled", "updated_at": sa.func.now()},
        where=old.status != "completed",
    )


def _store(job: Job, report: FinishedReport) -> sa.Insert:
    values = {
        "report_id": report.report_id,
        "analysis_id": job.analysis_id,
        "transcript_id": report.transcript_id,
        "title": report.title.replace("\0", ""),
        "partial": report.partial,
        "sha256": report.sha256,
        "document": json.loads(report.json),
        "json": report.json,
        "markdown": report.markdown,
        "created_at": report.created_at,
    }
    row = insert(reports).values(tenant_id=job.tenant_id, recording_id=job.recording_id, **values)
    return row.on_conflict_do_update(index_elements=["tenant_id", "recording_id"], set_=values)
