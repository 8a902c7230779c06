"""ReportShelf in Postgres."""

from uuid import UUID

import sqlalchemy as sa

from chassis.database import Database
from services.report.adapters.outbound.postgres.tables import reports
from services.report.application.ports.report_shelf import Format, StoredDocument

_CONTENT = {"json": reports.c.json, "markdown": reports.c.markdown}


class PostgresReportShelf:
    """Row-level security shows the tenant's own reports only."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def find(self, tenant_id: UUID, recording_id: UUID, form: Format) -> StoredDocument | None:
        wanted = sa.select(
            reports.c.report_id, reports.c.title, _CONTENT[form].label("content"), reports.c.created_at
        ).where(reports.c.tenant_id == tenant_id, reports.c.recording_id == recording_id)
        with self._database.transaction(tenant_id) as connection:
            row = connection.execute(wanted).one_or_none()
        if row is None:
            return None
        return StoredDocument(row.report_id, row.title, row.content.encode(), row.created_at)
