"""The audit trail in PostgreSQL."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from chassis import inbox
from chassis.database import Database
from services.auth.adapters.outbound.postgres.administrator import reading_all
from services.auth.adapters.outbound.postgres.facts import FactWriter
from services.auth.application.ports.audit import ActFilter, RecordedAct
from services.auth.domain.audit import Act

_PAGE = sa.text(
    "SELECT audit_acts.*, peer, agent, request_id FROM audit_acts"
    " LEFT JOIN audit_origins ON audit_origins.act_id = audit_acts.id"
    " WHERE (cast(:after AS uuid) IS NULL OR id < :after)"
    " AND (cast(:tenant_id AS uuid) IS NULL OR audit_acts.tenant_id = :tenant_id)"
    " AND (cast(:person_id AS uuid) IS NULL OR actor_id = :person_id OR target_id = :person_id)"
    " AND (cast(:kind AS text) IS NULL OR kind = :kind OR split_part(kind, '.', 1) = :kind)"
    " AND (cast(:peer AS text) IS NULL OR peer = :peer)"
    " AND (cast(:since AS timestamptz) IS NULL OR at >= :since)"
    " AND (cast(:until AS timestamptz) IS NULL OR at < :until)"
    " ORDER BY id DESC LIMIT :limit"
)
_SWEEP = sa.text(
    "DELETE FROM audit_acts WHERE id IN"
    " (SELECT id FROM audit_acts WHERE at < clock_timestamp() - :kept ORDER BY at LIMIT 1000)"
)
_TOLD = "told-acts"
KEPT = timedelta(days=400)
"""A year and the time to look into it."""

_NOBODY = UUID(int=0)


@dataclass(frozen=True)
class _Message:
    id: UUID
    tenant_id: UUID


class PostgresAuditTrail:
    def __init__(self, database: Database, facts: FactWriter) -> None:
        self._database = database
        self._facts = facts

    def record(self, act: Act) -> None:
        """An act of nobody names a tenant as well, one that is not there: time must not tell them apart."""
        with self._database.transaction(act.tenant_id or _NOBODY) as connection:
            self._facts.write(connection, [act])

    def record_once(self, tenant_id: UUID, message_id: UUID, act: Act) -> None:
        with self._database.transaction(tenant_id) as connection:
            if inbox.claim(connection, _TOLD, _Message(message_id, tenant_id)):
                self._facts.write(connection, [act])

    def page(self, wanted: ActFilter, limit: int, after: UUID | None) -> Sequence[RecordedAct]:
        values = vars(wanted) | {"after": after, "limit": limit}
        with self._reading(wanted.tenant_id) as connection:
            return [_recorded(row) for row in connection.execute(_PAGE, values)]

    def _reading(self, tenant_id: UUID | None) -> AbstractContextManager[sa.Connection]:
        return self._database.transaction(tenant_id) if tenant_id else reading_all(self._database)


def sweep_audit(connection: sa.Connection) -> int:
    """Deletes a batch of acts that are older than they need be, for the relay; how many."""
    return connection.execute(_SWEEP, {"kept": KEPT}).rowcount


def _recorded(row: sa.Row[Any]) -> RecordedAct:
    act = Act(row.kind, row.at, row.tenant_id, row.actor_id, row.target_id, row.details)
    return RecordedAct(row.id, act, row.peer or "", row.agent or "", row.request_id or "")
