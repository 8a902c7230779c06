"""Jobs in Postgres, from their last piece to their end."""

from collections.abc import Mapping
from uuid import UUID

import sqlalchemy as sa

from chassis.database import Database
from chassis.database.tombstones import is_buried
from services.transcribe.adapters.outbound.postgres.announcing import Announcer, keep_letter, settle
from services.transcribe.adapters.outbound.postgres.job_rows import (
    JOB_COLUMNS,
    NOW,
    end,
    end_failed,
    job_of,
    mine,
    of,
)
from services.transcribe.adapters.outbound.postgres.piece_json import result_of, sound_of
from services.transcribe.adapters.outbound.postgres.tables import jobs, pieces
from services.transcribe.adapters.outbound.postgres.version_rows import add_version
from services.transcribe.application.ports.jobs import Cause, Gathered
from services.transcribe.domain.events import TranscriptCompleted, TranscriptFailed
from services.transcribe.domain.jobs import Job, JobStatus
from services.transcribe.domain.transcript import Sound, Transcript
from services.transcribe.domain.usage import embedded_use


class PostgresJobs:
    """Row-level security hides other tenants' rows."""

    def __init__(self, database: Database, announcer: Announcer) -> None:
        self._database = database
        self._announcer = announcer

    def gather(self, tenant_id: UUID, recording_id: UUID) -> Gathered | None:
        complete = sa.and_(
            of(jobs, tenant_id, recording_id),
            jobs.c.status == JobStatus.RUNNING,
            jobs.c.pieces == jobs.c.pieces_done,
        )
        done = sa.select(pieces.c.result).where(of(pieces, tenant_id, recording_id)).order_by(pieces.c.number)
        with self._database.transaction(tenant_id) as connection:
            query = sa.select(*JOB_COLUMNS, jobs.c.sound, jobs.c.text).where(complete)
            row = connection.execute(query).mappings().one_or_none()
            if row is None:
                return None
            results = tuple(result_of(result) for result in connection.execute(done).scalars())
        return Gathered(
            job=job_of(tenant_id, recording_id, row),
            sound=sound_of(row["sound"]),
            text=row["text"],
            pieces=results,
        )

    def text(self, tenant_id: UUID, recording_id: UUID) -> str:
        query = sa.select(jobs.c.text).where(of(jobs, tenant_id, recording_id))
        with self._database.transaction(tenant_id) as connection:
            return connection.execute(query).scalar_one_or_none() or ""

    def sound(self, tenant_id: UUID, recording_id: UUID) -> Sound | None:
        query = sa.select(jobs.c.sound).where(of(jobs, tenant_id, recording_id))
        with self._database.transaction(tenant_id) as connection:
            sound = connection.execute(query).scalar_one_or_none()
        return sound_of(sound) if sound else None

    def complete(self, job: Job, transcript: Transcript, cause: Cause) -> None:
        order = job.order
        finish = jobs.update().where(mine(job), jobs.c.status == JobStatus.RUNNING)
        with self._database.transaction(order.tenant_id) as connection:
            buried = is_buried(connection, order.tenant_id, order.recording_id)
            finished = connection.execute(finish.values(status=JobStatus.COMPLETED, updated_at=NOW)).rowcount
            if settle(connection, cause) and finished and not buried:
                add_version(connection, transcript)
                event = TranscriptCompleted(transcript, order.transcript_only)
                self._announcer.announce(connection, event, cause)
                for used in embedded_use(transcript, job.route):
                    self._announcer.announce(connection, used, cause)

    def fail(self, tenant_id: UUID, recording_id: UUID, problem: Mapping[str, object], cause: Cause) -> None:
        with self._database.transaction(tenant_id) as connection:
            if settle(connection, cause) and not is_buried(connection, tenant_id, recording_id):
                event = TranscriptFailed(tenant_id, recording_id, problem)
                end_failed(connection, self._announcer, event, cause)

    def cancel(self, tenant_id: UUID, recording_id: UUID, cause: Cause) -> None:
        with self._database.transaction(tenant_id) as connection:
            if settle(connection, cause) and not is_buried(connection, tenant_id, recording_id):
                connection.execute(end(tenant_id, recording_id, JobStatus.CANCELLED, None))

    def set_aside(self, tenant_id: UUID, cause: Cause) -> None:
        with self._database.transaction(tenant_id) as connection:
            keep_letter(connection, cause)
