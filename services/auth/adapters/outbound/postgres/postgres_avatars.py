"""Pictures of users in PostgreSQL: small, few, and erased with their user in one transaction."""

from uuid import UUID

import sqlalchemy as sa

from chassis.database import Database

_STORE = sa.text(
    "INSERT INTO avatars (tenant_id, user_id, content) SELECT tenant_id, id, :content FROM users"
    " WHERE tenant_id = :tenant_id AND id = :user_id AND disabled_at IS NULL"
    " ON CONFLICT (user_id) DO UPDATE SET content = excluded.content"
)
_FIND = sa.text("SELECT content FROM avatars WHERE tenant_id = :tenant_id AND user_id = :user_id")
_REMOVE = sa.text("DELETE FROM avatars WHERE tenant_id = :tenant_id AND user_id = :user_id")


class PostgresAvatars:
    def __init__(self, database: Database) -> None:
        self._database = database

    def store(self, tenant_id: UUID, user_id: UUID, content: bytes) -> bool:
        row = {"tenant_id": tenant_id, "user_id": user_id, "content": content}
        with self._database.transaction(tenant_id) as connection:
            return connection.execute(_STORE, row).rowcount == 1

    def find(self, tenant_id: UUID, user_id: UUID) -> bytes | None:
        with self._database.transaction(tenant_id) as connection:
            row = connection.execute(_FIND, {"tenant_id": tenant_id, "user_id": user_id}).one_or_none()
        return bytes(row.content) if row else None

    def remove(self, tenant_id: UUID, user_id: UUID) -> None:
        with self._database.transaction(tenant_id) as connection:
            connection.execute(_REMOVE, {"tenant_id": tenant_id, "user_id": user_id})
