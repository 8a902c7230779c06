"""Roles in PostgreSQL, on the row of their user."""

from collections.abc import Collection
from uuid import UUID

import sqlalchemy as sa

from chassis.database import Database

_OF = sa.text("SELECT roles FROM users WHERE tenant_id = :tenant_id AND id = :id AND disabled_at IS NULL")
_REPLACE = sa.text(
    "UPDATE users SET roles = :roles WHERE tenant_id = :tenant_id AND id = :id AND disabled_at IS NULL"
)


class PostgresRoles:
    def __init__(self, database: Database) -> None:
        self._database = database

    def of(self, tenant_id: UUID, user_id: UUID) -> tuple[str, ...]:
        with self._database.transaction(tenant_id) as connection:
            row = connection.execute(_OF, {"tenant_id": tenant_id, "id": user_id}).one_or_none()
        return tuple(row.roles) if row else ()

    def replace(self, tenant_id: UUID, user_id: UUID, roles: Collection[str]) -> bool:
        changed = {"tenant_id": tenant_id, "id": user_id, "roles": sorted(roles)}
        with self._database.transaction(tenant_id) as connection:
            return connection.execute(_REPLACE, changed).rowcount == 1
