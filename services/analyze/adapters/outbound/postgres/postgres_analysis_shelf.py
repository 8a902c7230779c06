"""Finished analyses."""

from uuid import UUID

import sqlalchemy as sa

from chassis.database import Database
from services.analyze.adapters.outbound.postgres.analysis_document import from_document
from services.analyze.adapters.outbound.postgres.tables import analyses
from services.analyze.application.ports.analysis_shelf import NEWEST
from services.analyze.domain.analysis import Analysis


class PostgresAnalysisShelf:
    def __init__(self, database: Database) -> None:
        self._database = database

    def find(self, tenant_id: UUID, recording_id: UUID, version: int = NEWEST) -> Analysis | None:
        of_recording = sa.and_(analyses.c.tenant_id == tenant_id, analyses.c.recording_id == recording_id)
        wanted = (
            sa.select(analyses.c.document).where(of_recording).order_by(analyses.c.version.desc()).limit(1)
        )
        if version != NEWEST:
            wanted = wanted.where(analyses.c.version == version)
        with self._database.transaction(tenant_id) as connection:
            document = connection.execute(wanted).scalar_one_or_none()
        return None if document is None else from_document(document)
