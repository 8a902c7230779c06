"""Full-text search with PostgreSQL's own means."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import REGCONFIG

from chassis.database import Database
from services.transcribe.adapters.outbound.postgres.tables import segments
from services.transcribe.adapters.outbound.postgres.version_rows import configuration
from services.transcribe.domain.audio import Span
from services.transcribe.domain.search import Hit, Position

_STARTS, _ENDS = "\x01", "\x02"
"""Around each token that matches; no text holds them."""
_MARKED = f"HighlightAll=true, StartSel={_STARTS}, StopSel={_ENDS}"


class PostgresSearch:
    """A query is read by the rules of each language in which the tenant has transcripts."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def find(self, tenant_id: UUID, query: str, limit: int, after: Position | None = None) -> Sequence[Hit]:
        with self._database.transaction(tenant_id) as connection:
            spoken = connection.execute(_LANGUAGES, {"tenant_id": tenant_id}).scalars()
            languages = sorted({configuration(language) for language in spoken})
            if not languages:
                return []
            rows = connection.execute(_search(tenant_id, query, languages, after).limit(limit)).all()
        return [_hit(row) for row in rows]


_LANGUAGES = sa.text("SELECT DISTINCT language FROM transcripts WHERE tenant_id = :tenant_id")


def _search(
    tenant_id: UUID, query: str, languages: Sequence[str], after: Position | None
) -> "sa.Select[Any]":
    columns = segments.c
    asked = sa.func.websearch_to_tsquery(columns.language, query)
    matches = (
        sa.and_(
            columns.language == sa.literal(language, REGCONFIG),
            columns.lexemes.op("@@")(sa.func.websearch_to_tsquery(sa.literal(language, REGCONFIG), query)),
        )
        for language in languages
    )
    marked = sa.func.ts_headline(columns.language, columns.text, asked, _MARKED).label("marked")
    found = sa.select(
        columns.recording_id,
        columns.segment_id,
        columns.start_s,
        columns.end_s,
        columns.text,
        columns.word_ids,
        marked,
    ).where(columns.tenant_id == tenant_id, sa.or_(*matches))
    if after:
        later = sa.and_(columns.recording_id == after.recording_id, columns.segment_id > after.segment_id)
        found = found.where(sa.or_(columns.recording_id < after.recording_id, later))
    return found.order_by(columns.recording_id.desc(), columns.segment_id)


def _hit(row: Any) -> Hit:  # noqa: ANN401 - a row of the query above
    tokens = zip(row.word_ids, row.marked.split(" "), strict=False)
    matching = dict.fromkeys(word_id for word_id, token in tokens if _STARTS in token)
    return Hit(row.recording_id, row.segment_id, Span(row.start_s, row.end_s), row.text, tuple(matching))
