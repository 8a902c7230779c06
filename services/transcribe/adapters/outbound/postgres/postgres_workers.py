"""The register of living workers in Postgres."""

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert

from chassis.database import Database
from services.transcribe.adapters.outbound.postgres.job_rows import NOW, wake
from services.transcribe.adapters.outbound.postgres.tables import workers
from services.transcribe.domain.jobs import Queue


class PostgresWorkerRegister:
    """Workers belong to no tenant."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def report(self, worker_id: UUID, slots: Mapping[Queue, int]) -> None:
        with self._database.transaction(None) as connection:
            if not slots:
                connection.execute(workers.delete().where(workers.c.id == worker_id))
                return
            rows = [
                {"id": worker_id, "queue": queue, "slots": count, "seen_at": NOW}
                for queue, count in slots.items()
            ]
            seen = insert(workers).values(rows)
            connection.execute(
                seen.on_conflict_do_update(
                    index_elements=[workers.c.id, workers.c.queue],
                    set_={"slots": seen.excluded.slots, "seen_at": NOW},
                )
            )
            wake(connection)
