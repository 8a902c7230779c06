"""Roles in PostgreSQL, on the row of their user."""

from collections.abc import Collection
from uuid import UUID

import sqlalchemy as sa

from chassis.database import Database
from services.auth.domain.roles import COACH

_OF = sa.text(
    "SELECT roles, EXISTS (SELECT FROM memberships WHERE user_id = users.id AND role = 'coach') AS coaches"
    " FROM users WHERE tenant_id = :tenant_id AND id = :id AND disabled_at IS NULL"
)
_REPLACE = sa.text(
    "UPDATE users SET roles = :roles WHERE tenant_id = :tenant_id AND id = :id AND disabled_at IS NULL"
)


class PostgresRoles:
    def __init__(self, database: Database) -> None:
        self._database = database

    def of(self, tenant_id: UUID, user_id: UUID) -> tuple[str, ...]:
        with self._database.transaction(tenant_id) as connection:
            row = connection.execute(_OF, {"tenant_id": tenant_id, "id": user_id}).one_or_none()
        if row is None:
            return ()
        return tuple(sorted({*row.roles, COACH} if row.coaches else row.roles))

    def replace(self, tenant_id: UUID, user_id: UUID, roles: Collection[str]) -> bool:
        changed = {"tenant_id": tenant_id, "id": user_id, "roles": sorted(set(roles) - {COACH})}
        with self._database.transaction(tenant_id) as connection:
            return connection.execute(_REPLACE, changed).rowcount == 1
