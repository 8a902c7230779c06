"""Eraser and DeadLetters in Postgres."""

from uuid import UUID

from chassis import inbox, outbox
from chassis.database import Database
from chassis.database.tombstones import bury, is_buried
from services.report.adapters.outbound.postgres.outgoing import Outgoing, claim
from services.report.adapters.outbound.postgres.tables import report_jobs, reports
from services.report.application.ports.messages import Cause, Message
from services.report.domain.events import RecordingPurged, TenantPurged

_TABLES = (reports, report_jobs)


class PostgresEraser:
    """The tombstone comes first: it waits for writers, and whoever comes later sees it."""

    def __init__(self, database: Database, outgoing: Outgoing) -> None:
        self._database = database
        self._outgoing = outgoing

    def erase_recording(self, tenant_id: UUID, receipt: RecordingPurged, cause: Cause) -> None:
        with self._database.transaction(tenant_id) as connection:
            bury(connection, tenant_id, receipt.recording_id)
            if not claim(connection, cause):
                return
            for table in _TABLES:
                mine = table.c.tenant_id == tenant_id
                connection.execute(table.delete().where(mine, table.c.recording_id == receipt.recording_id))
            self._outgoing.announce(connection, tenant_id, receipt, cause)

    def erase_tenant(self, receipt: TenantPurged, cause: Cause) -> None:
        tenant_id = receipt.tenant_id
        with self._database.transaction(tenant_id) as connection:
            bury(connection, tenant_id, tenant_id)
            if not claim(connection, cause):
                return
            for table in _TABLES:
                connection.execute(table.delete().where(table.c.tenant_id == tenant_id))
            outbox.erase_tenant(connection, tenant_id)
            inbox.erase_tenant(connection, tenant_id)
            claim(connection, cause)  # the one claim that stays: the receipt must not go out twice
            self._outgoing.announce(connection, tenant_id, receipt, cause)


class PostgresDeadLetters:
    """Dead letters leave through the outbox, like all else."""

    def __init__(self, database: Database, outgoing: Outgoing) -> None:
        self._database = database
        self._outgoing = outgoing

    def set_aside(self, tenant_id: UUID, letter: Message) -> None:
        with self._database.transaction(tenant_id) as connection:
            if not is_buried(connection, tenant_id, tenant_id):
                self._outgoing.keep_letter(connection, letter)
