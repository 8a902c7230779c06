"""Accounts as administrators see them, in PostgreSQL."""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from chassis.database import Database
from services.auth.adapters.outbound.postgres.administrator import reading_all
from services.auth.adapters.outbound.postgres.ending_sessions import end_sessions
from services.auth.adapters.outbound.postgres.facts import FactWriter
from services.auth.adapters.outbound.postgres.postgres_sessions import session_of
from services.auth.application.ports.administration import (
    AccountFilter,
    AccountSummary,
    Change,
    EndingFacts,
)
from services.auth.domain.audit import Fact
from services.auth.domain.session import Session

_SUMMARIES = """
    WITH accounts AS (
        SELECT users.id, users.tenant_id, email, display_name, roles, users.created_at,
            CASE WHEN erasures.tenant_id IS NOT NULL THEN 'deleting'
                 WHEN disabled_at IS NOT NULL THEN 'disabled' ELSE 'active' END AS state,
            (SELECT count(*) FROM sessions WHERE user_id = users.id AND revoked_at IS NULL) AS sessions
        FROM users
        LEFT JOIN logins ON logins.user_id = users.id
        LEFT JOIN erasures ON erasures.tenant_id = users.tenant_id
    )
    SELECT * FROM accounts
"""
_PAGE = sa.text(
    _SUMMARIES + " WHERE (cast(:after AS uuid) IS NULL OR id < :after)"
    " AND (cast(:text AS text) IS NULL OR strpos(lower(email), lower(:text)) > 0"
    "      OR strpos(lower(display_name), lower(:text)) > 0 OR id::text = lower(:text))"
    " AND (cast(:role AS text) IS NULL OR :role = ANY(roles))"
    " AND (cast(:state AS text) IS NULL OR state = :state)"
    " ORDER BY id DESC LIMIT :limit"
)
_FIND = sa.text(_SUMMARIES + " WHERE id = :id")
_SESSIONS = sa.text("SELECT * FROM sessions WHERE user_id = :id AND revoked_at IS NULL ORDER BY id DESC")
_DISABLE = sa.text(
    "UPDATE users SET disabled_at = :at"
    " WHERE tenant_id = :tenant_id AND id = :user_id AND disabled_at IS NULL"
)
_ENABLE = sa.text(
    "UPDATE users SET disabled_at = NULL WHERE tenant_id = :tenant_id AND id = :user_id"
    " AND disabled_at IS NOT NULL AND NOT EXISTS (SELECT FROM erasures WHERE tenant_id = :tenant_id)"
)
_SET_ROLES = sa.text(
    "UPDATE users SET roles = :roles WHERE tenant_id = :tenant_id AND id = :user_id AND disabled_at IS NULL"
)


class PostgresAccountDirectory:
    """Ids are in order of time, so the newest come first."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def page(self, wanted: AccountFilter, limit: int, after: UUID | None) -> Sequence[AccountSummary]:
        values = vars(wanted) | {"after": after, "limit": limit}
        with reading_all(self._database) as connection:
            return [_summary(row) for row in connection.execute(_PAGE, values)]

    def find(self, user_id: UUID) -> AccountSummary | None:
        with reading_all(self._database) as connection:
            row = connection.execute(_FIND, {"id": user_id}).one_or_none()
        return _summary(row) if row else None

    def sessions(self, tenant_id: UUID, user_id: UUID) -> Sequence[Session]:
        with self._database.transaction(tenant_id) as connection:
            return [session_of(row) for row in connection.execute(_SESSIONS, {"id": user_id})]


class PostgresAccountStates:
    def __init__(self, database: Database, facts: FactWriter) -> None:
        self._database = database
        self._facts = facts

    def disable(self, change: Change, facts: EndingFacts) -> bool:
        return self._update(_DISABLE, change, {}, facts)

    def enable(self, change: Change, facts: Sequence[Fact]) -> bool:
        return self._update(_ENABLE, change, {}, facts)

    def give_roles(self, change: Change, roles: Collection[str], facts: Sequence[Fact]) -> bool:
        return self._update(_SET_ROLES, change, {"roles": sorted(roles)}, facts)

    def take_roles(self, change: Change, roles: Collection[str], facts: EndingFacts) -> bool:
        return self._update(_SET_ROLES, change, {"roles": sorted(roles)}, facts)

    def end_sessions(self, change: Change, facts: EndingFacts) -> None:
        with self._database.transaction(change.tenant_id) as connection:
            self._end(connection, change, facts)

    def _update(
        self,
        statement: sa.TextClause,
        change: Change,
        values: dict[str, object],
        facts: EndingFacts | Sequence[Fact],
    ) -> bool:
        """Ends the sessions where the facts depend on them."""
        with self._database.transaction(change.tenant_id) as connection:
            if connection.execute(statement, vars(change) | values).rowcount == 0:
                return False
            if callable(facts):
                self._end(connection, change, facts)
            else:
                self._facts.write(connection, facts)
        return True

    def _end(self, connection: sa.Connection, change: Change, facts: EndingFacts) -> None:
        ended = end_sessions(connection, change.tenant_id, change.user_id, change.at, change.reason)
        self._facts.write(connection, facts(ended))


def _summary(row: sa.Row[Any]) -> AccountSummary:
    return AccountSummary(
        user_id=row.id,
        tenant_id=row.tenant_id,
        email=row.email,
        display_name=row.display_name,
        roles=tuple(row.roles),
        state=row.state,
        sessions=row.sessions,
        created_at=row.created_at,
    )
