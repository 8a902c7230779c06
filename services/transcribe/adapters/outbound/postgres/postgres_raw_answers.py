"""What engines answered, from the rows of the pieces."""

from collections.abc import Sequence
from uuid import UUID

import sqlalchemy as sa

from chassis.database import Database
from services.transcribe.adapters.outbound.postgres.job_rows import of
from services.transcribe.adapters.outbound.postgres.tables import pieces
from services.transcribe.domain.audio import Span
from services.transcribe.domain.raw_answers import RawAnswer


class PostgresRawAnswers:
    """Reads; row-level security hides other tenants' rows."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of(self, tenant_id: UUID, recording_id: UUID) -> Sequence[RawAnswer]:
        columns = pieces.c
        answered = (
            sa.select(columns.number, columns.start_s, columns.end_s, columns.raw)
            .where(of(pieces, tenant_id, recording_id), columns.raw.is_not(None))
            .order_by(columns.number)
        )
        with self._database.transaction(tenant_id) as connection:
            rows = connection.execute(answered).all()
        return [RawAnswer(row.number, Span(row.start_s, row.end_s), row.raw) for row in rows]
