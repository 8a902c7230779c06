"""The text of pieces that are done, while the others are still recognised."""

from collections.abc import Mapping
from itertools import takewhile
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from chassis.database import Database
from services.transcribe.adapters.outbound.postgres.job_rows import of
from services.transcribe.adapters.outbound.postgres.tables import jobs, pieces
from services.transcribe.application.ports.pieces import Passage, Passages
from services.transcribe.domain.audio import Span
from services.transcribe.domain.jobs import JobStatus, PieceStatus

_LIMIT = 500
"""Pieces in one answer: two hours of speech, some hundred kilobytes."""


class PostgresPassages:
    """Reads; row-level security hides other tenants' rows."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def after(self, tenant_id: UUID, recording_id: UUID, number: int) -> Passages | None:
        words = pieces.c.result["heard"]["words"]
        done = (
            sa.select(pieces.c.number, pieces.c.start_s, pieces.c.end_s, words.label("words"))
            .where(
                of(pieces, tenant_id, recording_id),
                pieces.c.number > number,
                pieces.c.status == PieceStatus.DONE,
            )
            .order_by(pieces.c.number)
            .limit(_LIMIT)
        )
        job = sa.select(jobs.c.status, jobs.c.pieces).where(of(jobs, tenant_id, recording_id))
        with self._database.transaction(tenant_id) as connection:
            found = connection.execute(job).one_or_none()
            rows = connection.execute(done).mappings().all()
        if found is None:
            return None
        gapless = takewhile(lambda pair: pair[0] == pair[1]["number"], enumerate(rows, start=number + 1))
        passages = tuple(_passage(row) for _, row in gapless)
        last = passages[-1].number if passages else number
        return Passages(passages, found.status == JobStatus.COMPLETED and last >= (found.pieces or 0))


def _passage(row: Mapping[Any, Any]) -> Passage:
    text = " ".join(word["written"] or word["text"] for word in row["words"])
    return Passage(row["number"], Span(row["start_s"], row["end_s"]), text)
