"""Erasures and given-up messages in PostgreSQL."""

from collections.abc import Collection
from uuid import UUID

import sqlalchemy as sa

from chassis import inbox, outbox
from chassis.database import Database
from chassis.idempotency.postgres import erase_idempotency
from chassis.messaging import event_of
from services.auth.adapters.outbound.postgres.facts import FactWriter
from services.auth.application.ports.erasures import Message
from services.auth.domain.events import TenantPurged

_CONFIRM = sa.text(
    "INSERT INTO erasure_receipts (tenant_id, service)"
    " SELECT tenant_id, :service FROM erasures WHERE tenant_id = :tenant_id FOR UPDATE"
    " ON CONFLICT DO NOTHING"
)
_RECEIPTS = sa.text("SELECT service FROM erasure_receipts WHERE tenant_id = :tenant_id")
_CLOSE = sa.text("DELETE FROM erasures WHERE tenant_id = :tenant_id")
_ERASE = tuple(
    sa.text(statement)
    for statement in (
        "DELETE FROM audit_origins WHERE tenant_id = :tenant_id",
        "DELETE FROM audit_origins WHERE act_id IN (SELECT audit_acts.id FROM audit_acts"
        " JOIN users ON users.id = actor_id WHERE users.tenant_id = :tenant_id)",
        "DELETE FROM sessions WHERE tenant_id = :tenant_id",
        "DELETE FROM logins WHERE tenant_id = :tenant_id",
        "DELETE FROM users WHERE tenant_id = :tenant_id",
        "DELETE FROM tenants WHERE tenant_id = :tenant_id",
    )
)


class PostgresErasures:
    """The row of an open erasure is the fence: who deletes it erases and announces, once."""

    def __init__(self, database: Database, facts: FactWriter) -> None:
        self._database = database
        self._facts = facts

    def confirm(self, tenant_id: UUID, service: str) -> Collection[str]:
        key = {"tenant_id": tenant_id, "service": service}
        with self._database.transaction(tenant_id) as connection:
            connection.execute(_CONFIRM, key)
            return connection.execute(_RECEIPTS, key).scalars().all()

    def finish(self, purged: TenantPurged) -> bool:
        key = {"tenant_id": purged.tenant_id}
        with self._database.transaction(purged.tenant_id) as connection:
            if connection.execute(_CLOSE, key).rowcount == 0:
                return False
            for statement in _ERASE:
                connection.execute(statement, key)
            erase_idempotency(connection, purged.tenant_id)
            inbox.erase_tenant(connection, purged.tenant_id)
            outbox.erase_tenant(connection, purged.tenant_id)
            self._facts.write(connection, [purged])
        return True


class PostgresDeadLetters:
    """Dead letters leave through the outbox, as every event does."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def set_aside(self, tenant_id: UUID, letter: Message) -> None:
        with self._database.transaction(tenant_id) as connection:
            outbox.append(connection, event_of(letter))
