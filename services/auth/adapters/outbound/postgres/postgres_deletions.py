"""Deletions to come, in PostgreSQL."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa

from chassis.database import Database
from services.auth.adapters.outbound.postgres.facts import FactWriter
from services.auth.domain.audit import Fact

_SCHEDULE = sa.text(
    "INSERT INTO scheduled_deletions (tenant_id, user_id, due_at) SELECT tenant_id, id, :due_at FROM users"
    " WHERE tenant_id = :tenant_id AND id = :user_id AND disabled_at IS NULL ON CONFLICT DO NOTHING"
)
_CANCEL = sa.text("DELETE FROM scheduled_deletions WHERE tenant_id = :tenant_id AND user_id = :user_id")
_TOUCH = sa.text("UPDATE users SET version = version + 1 WHERE tenant_id = :tenant_id AND id = :user_id")
_DUE = sa.text(
    "SELECT tenant_id, user_id FROM scheduled_deletions WHERE due_at <= :at ORDER BY due_at LIMIT 100"
)


class PostgresScheduledDeletions:
    def __init__(self, database: Database, facts: FactWriter) -> None:
        self._database = database
        self._facts = facts

    def schedule(self, tenant_id: UUID, user_id: UUID, due_at: datetime, facts: Sequence[Fact]) -> bool:
        return self._change(_SCHEDULE, {"tenant_id": tenant_id, "user_id": user_id, "due_at": due_at}, facts)

    def cancel(self, tenant_id: UUID, user_id: UUID, facts: Sequence[Fact]) -> bool:
        return self._change(_CANCEL, {"tenant_id": tenant_id, "user_id": user_id}, facts)

    def _change(self, statement: sa.TextClause, row: dict[str, object], facts: Sequence[Fact]) -> bool:
        with self._database.transaction(UUID(str(row["tenant_id"]))) as connection:
            if connection.execute(statement, row).rowcount == 0:
                return False
            connection.execute(_TOUCH, row)
            self._facts.write(connection, facts)
        return True


class PostgresDueDeletions:
    """As the relay's role, which sees all tenants' rows of this table."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def due(self, at: datetime) -> Sequence[tuple[UUID, UUID]]:
        with self._database.transaction(None) as connection:
            return [(row.tenant_id, row.user_id) for row in connection.execute(_DUE, {"at": at})]
