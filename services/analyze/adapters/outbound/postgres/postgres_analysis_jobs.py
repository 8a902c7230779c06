"""The state of the work, fenced by the attempt's number."""

from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from chassis import outbox
from chassis.database import Database, is_buried
from chassis.errors import RostrumError
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
from services.analyze.domain.analysis import Analysis, usage_of
from services.analyze.domain.errors import AnalysisNotFound, AnalysisUnderWay, AttemptSuperseded
from services.analyze.domain.events import AnalysisCompleted, AnalysisFailed, AnalysisRequested, Event
from services.analyze.domain.job import Attempt, Job, Renewal, Wish

_FIRST = 1


class PostgresAnalysisJobs:
    def __init__(self, database: Database, announcements: Announcements) -> None:
        self._database = database
        self._announcements = announcements

    def request(self, tenant_id: UUID, user_id: UUID | None, recording_id: UUID, wish: Wish) -> int:
        with self._database.transaction(tenant_id) as connection:
            version = connection.execute(_renewed(tenant_id, recording_id)).scalar_one_or_none()
            if version is None:
                raise _why_not(connection, tenant_id, recording_id)
            event = AnalysisRequested(recording_id, version, wish)
            outbox.append(connection, self._announcements.made(event, tenant_id, user_id))
        return version

    def begin(self, work: Job | Renewal) -> Attempt | None:
        counted = _counted(work) if isinstance(work, Job) else _counted_again(work)
        with self._database.transaction(work.tenant_id) as connection:
            if is_buried(connection, work.tenant_id, work.recording_id):
                return None
            row = connection.execute(counted).one_or_none()
        return Attempt(work.tenant_id, work.recording_id, row.version, row.attempt) if row else None

    def finish(self, attempt: Attempt, analysis: Analysis, cause: Cause) -> None:
        tenant_id = attempt.tenant_id
        with self._database.transaction(tenant_id) as connection:
            if is_buried(connection, tenant_id, attempt.recording_id) or not is_new(connection, cause):
                return
            if not _completed(connection, attempt):
                return
            connection.execute(_stored(tenant_id, analysis))
            told: list[Event] = [AnalysisCompleted(analysis), *usage_of(analysis)]
            announced = [self._announcements.of(event, event_of(cause.message)) for event in told]
            outbox.append(connection, *announced)

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


def _counted(job: Job) -> sa.sql.dml.ReturningInsert[int, int]:
    """One more attempt, unless the transcript has been analysed or the recording was cancelled. Another
    transcript than the one before makes another version."""
    known = jobs.c.transcript_id == job.transcript_id
    done = sa.and_(known, sa.or_(jobs.c.state == COMPLETED, jobs.c.version > _FIRST))
    first = insert(jobs).values(
        tenant_id=job.tenant_id,
        recording_id=job.recording_id,
        transcript_id=job.transcript_id,
        version=_FIRST,
        attempt=1,
        state=RUNNING,
    )
    return first.on_conflict_do_update(
        index_elements=[jobs.c.tenant_id, jobs.c.recording_id],
        set_={
            "transcript_id": job.transcript_id,
            "version": sa.case((known, jobs.c.version), else_=jobs.c.version + 1),
            "attempt": jobs.c.attempt + 1,
            "state": RUNNING,
            "updated_at": sa.func.now(),
        },
        where=sa.not_(sa.or_(jobs.c.state == STOPPED, sa.func.coalesce(done, sa.false()))),
    ).returning(jobs.c.version, jobs.c.attempt)


def _renewed(tenant_id: UUID, recording_id: UUID) -> sa.sql.dml.ReturningUpdate[int]:
    """The next version, of a recording whose analysis has ended."""
    ended = sa.and_(jobs.c.state.in_((COMPLETED, FAILED)), jobs.c.transcript_id.is_not(None))
    return (
        jobs.update()
        .where(_row(tenant_id, recording_id), ended)
        .values(version=jobs.c.version + 1, state=RUNNING, updated_at=sa.func.now())
        .returning(jobs.c.version)
    )


def _why_not(connection: sa.Connection, tenant_id: UUID, recording_id: UUID) -> RostrumError:
    state = connection.execute(sa.select(jobs.c.state).where(_row(tenant_id, recording_id))).scalar()
    if state == RUNNING:
        return AnalysisUnderWay("The recording is being analysed; ask again when that has ended.")
    return AnalysisNotFound("There is no analysis of this recording.")


def _counted_again(renewal: Renewal) -> sa.sql.dml.ReturningUpdate[int, int]:
    return (
        jobs.update()
        .where(
            _row(renewal.tenant_id, renewal.recording_id),
            jobs.c.version == renewal.version,
            jobs.c.state.in_((RUNNING, FAILED)),
        )
        .values(attempt=jobs.c.attempt + 1, state=RUNNING, updated_at=sa.func.now())
        .returning(jobs.c.version, jobs.c.attempt)
    )


def _completed(connection: sa.Connection, attempt: Attempt) -> bool:
    """Whether this attempt may store its result; a stopped one ends without a word."""
    mine = _row(attempt.tenant_id, attempt.recording_id)
    done = connection.execute(
        jobs.update()
        .where(
            mine,
            jobs.c.version == attempt.version,
            jobs.c.attempt == attempt.number,
            jobs.c.state == RUNNING,
        )
        .values(state=COMPLETED, updated_at=sa.func.now())
    )
    if done.rowcount:
        return True
    if connection.execute(sa.select(jobs.c.state).where(mine)).scalar_one_or_none() == STOPPED:
        return False
    raise AttemptSuperseded("Another attempt at this analysis has begun.")


def _stored(tenant_id: UUID, analysis: Analysis) -> sa.Insert:
    subject = analysis.subject
    return analyses.insert().values(
        tenant_id=tenant_id,
        recording_id=subject.recording_id,
        version=subject.version,
        analysis_id=subject.analysis_id,
        transcript_id=subject.transcript_id,
        document=to_document(analysis),
        created_at=subject.created_at,
    )


def _failed(tenant_id: UUID, recording_id: UUID) -> sa.sql.dml.ReturningInsert[str]:
    return _ended(tenant_id, recording_id, FAILED, unless=(COMPLETED, STOPPED, FAILED))


def _ended(
    tenant_id: UUID, recording_id: UUID, state: str, *, unless: tuple[str, ...]
) -> sa.sql.dml.ReturningInsert[str]:
    """A row comes back where it took effect, also where no attempt has begun: events arrive in any order.
    The attempt that runs is fenced out."""
    row = insert(jobs).values(
        tenant_id=tenant_id, recording_id=recording_id, version=0, attempt=0, state=state
    )
    return row.on_conflict_do_update(
        index_elements=[jobs.c.tenant_id, jobs.c.recording_id],
        set_={"state": state, "attempt": jobs.c.attempt + 1, "updated_at": sa.func.now()},
        where=jobs.c.state.not_in(unless),
    ).returning(jobs.c.state)


def _row(tenant_id: UUID, recording_id: UUID) -> sa.ColumnElement[bool]:
    return sa.and_(jobs.c.tenant_id == tenant_id, jobs.c.recording_id == recording_id)
