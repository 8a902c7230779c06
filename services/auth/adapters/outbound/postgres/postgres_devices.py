"""Where users are logged in, in PostgreSQL."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa

from chassis.database import Database
from services.auth.adapters.outbound.postgres.ending_sessions import end_sessions
from services.auth.adapters.outbound.postgres.facts import FactWriter
from services.auth.adapters.outbound.postgres.postgres_sessions import session_of
from services.auth.application.ports.administration import Change, EndingFacts
from services.auth.domain.device import Device
from services.auth.domain.session import ABSOLUTE_LIFE, IDLE_LIFE

_PAGE = sa.text(
    "SELECT * FROM sessions WHERE tenant_id = :tenant_id AND user_id = :user_id AND revoked_at IS NULL"
    " AND rotated_at > :used_after AND created_at > :opened_after"
    " AND (cast(:after AS uuid) IS NULL OR id < :after) ORDER BY id DESC LIMIT :limit"
)


class PostgresDevices:
    def __init__(self, database: Database, facts: FactWriter) -> None:
        self._database = database
        self._facts = facts

    def page(
        self, tenant_id: UUID, user_id: UUID, now: datetime, limit: int, after: UUID | None
    ) -> Sequence[Device]:
        values = {
            "tenant_id": tenant_id,
            "user_id": user_id,
            "used_after": now - IDLE_LIFE,
            "opened_after": now - ABSOLUTE_LIFE,
            "after": after,
            "limit": limit,
        }
        with self._database.transaction(tenant_id) as connection:
            rows = connection.execute(_PAGE, values).all()
        return [Device(session_of(row), row.peer, row.agent) for row in rows]

    def end_all(self, change: Change, facts: EndingFacts, kept: UUID | None) -> None:
        with self._database.transaction(change.tenant_id) as connection:
            ended = end_sessions(
                connection, change.tenant_id, change.user_id, change.at, change.reason, kept=kept
            )
            self._facts.write(connection, facts(ended))
