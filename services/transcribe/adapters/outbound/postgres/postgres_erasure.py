"""Erasing what Postgres holds of recordings and tenants."""

from uuid import UUID

from chassis import inbox, outbox
from chassis.database import Database
from chassis.database.tombstones import bury
from chassis.messaging import event_of
from services.transcribe.adapters.outbound.postgres.announcing import Announcer, settle
from services.transcribe.adapters.outbound.postgres.postgres_engine_calls import erase_calls, forget_answers
from services.transcribe.adapters.outbound.postgres.tables import (
    jobs,
    pieces,
    proofreadings,
    segments,
    transcripts,
)
from services.transcribe.application.ports.jobs import Cause
from services.transcribe.domain.events import RecordingPurged, TenantPurged

_TABLES = (proofreadings, segments, transcripts, pieces, jobs)


class PostgresErasure:
    """A tombstone first, so that whoever is about to store a late result is refused or waited for."""

    def __init__(self, database: Database, announcer: Announcer) -> None:
        self._database = database
        self._announcer = announcer

    def erase_recording(self, tenant_id: UUID, recording_id: UUID, cause: Cause) -> None:
        with self._database.transaction(tenant_id) as connection:
            bury(connection, tenant_id, recording_id)
            if not settle(connection, cause):
                return
            for table in _TABLES:
                connection.execute(
                    table.delete().where(table.c.tenant_id == tenant_id, table.c.recording_id == recording_id)
                )
            forget_answers(connection, tenant_id, recording_id)
            self._announcer.announce(connection, RecordingPurged(tenant_id, recording_id), cause)

    def erase_tenant(self, tenant_id: UUID, cause: Cause) -> None:
        with self._database.transaction(tenant_id) as connection:
            bury(connection, tenant_id, tenant_id)
            if not settle(connection, cause):
                return
            for table in _TABLES:
                connection.execute(table.delete().where(table.c.tenant_id == tenant_id))
            erase_calls(connection, tenant_id)
            outbox.erase_tenant(connection, tenant_id)
            inbox.erase_tenant(connection, tenant_id)
            inbox.claim(connection, cause.consumer, event_of(cause.message))
            self._announcer.announce(connection, TenantPurged(tenant_id), cause)
