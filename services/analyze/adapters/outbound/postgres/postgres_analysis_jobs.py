"""The state of the work, fenced by the attempt's number."""

from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from chassis import outbox
from chassis.database import Database, is_buried
from chassis.messaging import event_of
from services.analyze.adapters.outbound.messaging.announcements import Announcements
from services.analyze.adapters.outbound.postgres.analysis_document import to_document
from services.analyze.adapters.outbound.postgres.causes import is_new
from services.analyze.adapters.outbound.postgres.tables import (
    COMPLETED,
    FAILED,
    RUNNING,
    STOPPED,
    analyses,
    jobs,
)
from services.analyze.application.ports.messages import Cause, Message
from services.analyze.domain.analysis import Analysis
from services.analyze.domain.errors import AttemptSuperseded
from services.analyze.domain.events import AnalysisCompleted, AnalysisFailed
from services.analyze.domain.job import Attempt, Job


class PostgresAnalysisJobs:
    def __init__(self, database: Database, announcements: Announcements) -> None:
        self._database = database
        self._announcements = announcements

    def begin(self, job: Job) -> Attempt | None:
        with self._database.transaction(job.tenant_id) as connection:
            if is_buried(connection, job.tenant_id, job.recording_id):
                return None
            number = connection.execute(_counted(job)).scalar_one_or_none()
        return None if number is None else Attempt(job, number)

    def finish(self, attempt: Attempt, analysis: Analysis, cause: Cause) -> None:
        job = attempt.job
        with self._database.transaction(job.tenant_id) as connection:
            if is_buried(connection, job.tenant_id, job.recording_id) or not is_new(connection, cause):
                return
            if not _completed(connection, attempt):
                return
            connection.execute(_stored(job, analysis))
            outbox.append(
                connection, self._announcements.of(AnalysisCompleted(analysis), event_of(cause.message))
            )

    def give_up(self, tenant_id: UUID, event: AnalysisFailed, letter: Message, cause: Cause) -> None:
        with self._database.transaction(tenant_id) as connection:
            if is_buried(connection, tenant_id, event.recording_id):
                return
            outbox.append(connection, event_of(letter))
            if connection.execute(_failed(tenant_id, event.recording_id)).first():
                outbox.append(connection, self._announcements.of(event, event_of(cause.message)))

    def stop(self, tenant_id: UUID, recording_id: UUID, cause: Cause) -> None:
        with self._database.transaction(tenant_id) as connection:
            if not is_buried(connection, tenant_id, recording_id) and is_new(connection, cause):
                connection.execute(_ended(tenant_id, recording_id, STOPPED, unless=(COMPLETED,)))


def _counted(job: Job) -> sa.sql.dml.ReturningInsert[int]:
    """One more attempt, unless the transcript has its analysis or the recording was cancelled."""
    row = {
        "tenant_id": job.tenant_id,
        "recording_id": job.recording_id,
        "transcript_id": job.transcript_id,
        "attempt": 1,
        "state": RUNNING,
    }
    done = sa.and_(jobs.c.state == COMPLETED, jobs.c.transcript_id == job.transcript_id)
    return (
        insert(jobs)
        .values(row)
        .on_conflict_do_update(
            index_elements=[jobs.c.tenant_id, jobs.c.recording_id],
            set_={
                "transcript_id": job.transcript_id,
                "attempt": jobs.c.attempt + 1,
                "state": RUNNING,
                "updated_at": sa.func.now(),
            },
            where=sa.not_(sa.or_(jobs.c.state == STOPPED, done)),
        )
        .returning(jobs.c.attempt)
    )


def _completed(connection: sa.Connection, attempt: Attempt) -> bool:
    """Whether this attempt may store its result; a stopped one ends without a word."""
    mine = _row(attempt.job.tenant_id, attempt.job.recording_id)
    done = connection.execute(
        jobs.update()
        .where(mine, jobs.c.attempt == attempt.number, jobs.c.state == RUNNING)
        .values(state=COMPLETED, updated_at=sa.func.now())
    )
    if done.rowcount:
        return True
    if connection.execute(sa.select(jobs.c.state).where(mine)).scalar_one_or_none() == STOPPED:
        return False
    raise AttemptSuperseded("Another attempt at this analysis has begun.")


def _stored(job: Job, analysis: Analysis) -> sa.Insert:
    content = {
        "analysis_id": analysis.subject.analysis_id,
        "transcript_id": analysis.subject.transcript_id,
        "document": to_document(analysis),
        "created_at": analysis.subject.created_at,
    }
    row = insert(analyses).values(tenant_id=job.tenant_id, recording_id=job.recording_id, **content)
    return row.on_conflict_do_update(
        index_elements=[analyses.c.tenant_id, analyses.c.recording_id], set_=content
    )


def _failed(tenant_id: UUID, recording_id: UUID) -> sa.sql.dml.ReturningInsert[str]:
    return _ended(tenant_id, recording_id, FAILED, unless=(COMPLETED, STOPPED, FAILED))


def _ended(
    tenant_id: UUID, recording_id: UUID, state: str, *, unless: tuple[str, ...]
) -> sa.sql.dml.ReturningInsert[str]:
    """A row comes back where it took effect, also where no attempt has begun: events arrive in any order.
    The attempt that runs is fenced out."""
    row = insert(jobs).values(tenant_id=tenant_id, recording_id=recording_id, attempt=0, state=state)
    return row.on_conflict_do_update(
        index_elements=[jobs.c.tenant_id, jobs.c.recording_id],
        set_={"state": state, "attempt": jobs.c.attempt + 1, "updated_at": sa.func.now()},
        where=jobs.c.state.not_in(unless),
    ).returning(jobs.c.state)


def _row(tenant_id: UUID, recording_id: UUID) -> sa.ColumnElement[bool]:
    return sa.and_(jobs.c.tenant_id == tenant_id, jobs.c.recording_id == recording_id)
