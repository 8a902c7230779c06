"""Erasing with a receipt, and keeping what could not be handled."""

from uuid import UUID

import sqlalchemy as sa

from chassis import inbox, outbox
from chassis.database import Database, bury
from chassis.messaging import event_of
from services.analyze.adapters.outbound.messaging.announcements import Announcements
from services.analyze.adapters.outbound.postgres.causes import is_new
from services.analyze.adapters.outbound.postgres.tables import analyses, jobs
from services.analyze.application.ports.messages import Cause, Message
from services.analyze.domain.events import RecordingPurged, TenantPurged

_TABLES = (analyses, jobs)


class PostgresEraser:
    def __init__(self, database: Database, announcements: Announcements) -> None:
        self._database = database
        self._announcements = announcements

    def erase_recording(self, tenant_id: UUID, receipt: RecordingPurged, cause: Cause) -> None:
        with self._database.transaction(tenant_id) as connection:
            bury(connection, tenant_id, receipt.recording_id)
            if not is_new(connection, cause):
                return
            for table in _TABLES:
                connection.execute(_of_tenant(table, tenant_id, table.c.recording_id == receipt.recording_id))
            outbox.append(connection, self._announcements.of(receipt, event_of(cause.message)))

    def erase_tenant(self, receipt: TenantPurged, cause: Cause) -> None:
        tenant_id = receipt.tenant_id
        with self._database.transaction(tenant_id) as connection:
            bury(connection, tenant_id, tenant_id)
            if not is_new(connection, cause):
                return
            for table in _TABLES:
                connection.execute(_of_tenant(table, tenant_id))
            outbox.erase_tenant(connection, tenant_id)
            inbox.erase_tenant(connection, tenant_id)
            is_new(connection, cause)  # the claim went with the others
            outbox.append(connection, self._announcements.of(receipt, event_of(cause.message)))


class PostgresDeadLetters:
    def __init__(self, database: Database) -> None:
        self._database = database

    def set_aside(self, tenant_id: UUID, letter: Message) -> None:
        with self._database.transaction(tenant_id) as connection:
            outbox.append(connection, event_of(letter))


def _of_tenant(table: sa.Table, tenant_id: UUID, *conditions: sa.ColumnElement[bool]) -> sa.Delete:
    return table.delete().where(table.c.tenant_id == tenant_id, *conditions)
