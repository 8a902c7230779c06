"""Passkeys in PostgreSQL."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa

from chassis.database import Database
from services.auth.adapters.outbound.postgres.factor_rows import (
    drop_last_codes,
    lock_user,
    passkey_of,
    replace_codes,
)
from services.auth.adapters.outbound.postgres.facts import FactWriter
from services.auth.domain.audit import Fact
from services.auth.domain.passkey import Passkey

_ADD = sa.text(
    "INSERT INTO passkeys (id, tenant_id, user_id, name, credential_id, public_key, sign_count, transports,"
    " created_at) VALUES (:id, :tenant_id, :user_id, :name, :credential_id, :public_key, :sign_count,"
    " :transports, :created_at) ON CONFLICT (credential_id) DO NOTHING"
)
_NAME_CREDENTIAL = sa.text("SELECT set_config('app.credential_id', :credential_id, true)")
_FIND = sa.text("SELECT * FROM passkeys WHERE credential_id = :credential_id")
# Both counts are 0 where the authenticator does not count.
_COUNT_USE = sa.text(
    "UPDATE passkeys SET sign_count = :sign_count, last_used_at = :at"
    " WHERE tenant_id = :tenant_id AND id = :id"
    " AND (sign_count < :sign_count OR sign_count + :sign_count = 0)"
)
_RENAME = sa.text(
    "UPDATE passkeys SET name = :name"
    " WHERE tenant_id = :tenant_id AND user_id = :user_id AND id = :id RETURNING *"
)
_REMOVE = sa.text("DELETE FROM passkeys WHERE tenant_id = :tenant_id AND user_id = :user_id AND id = :id")


class PostgresPasskeys:
    """Whose a credential is is decided by the database."""

    def __init__(self, database: Database, facts: FactWriter) -> None:
        self._database = database
        self._facts = facts

    def add(self, passkey: Passkey, codes: Sequence[bytes], facts: Sequence[Fact]) -> bool:
        row = _row(passkey)
        with self._database.transaction(passkey.tenant_id) as connection:
            if not lock_user(connection, row) or connection.execute(_ADD, row).rowcount == 0:
                return False
            replace_codes(connection, row, codes)
            self._facts.write(connection, facts)
        return True

    def find_anywhere(self, credential_id: bytes) -> Passkey | None:
        with self._database.transaction(None) as connection:
            connection.execute(_NAME_CREDENTIAL, {"credential_id": credential_id.hex()})
            row = connection.execute(_FIND, {"credential_id": credential_id}).one_or_none()
        return passkey_of(row) if row else None

    def count_use(self, passkey: Passkey, sign_count: int, at: datetime) -> bool:
        used = {"tenant_id": passkey.tenant_id, "id": passkey.id, "sign_count": sign_count, "at": at}
        with self._database.transaction(passkey.tenant_id) as connection:
            return connection.execute(_COUNT_USE, used).rowcount == 1

    def rename(
        self, tenant_id: UUID, user_id: UUID, passkey_id: UUID, name: str, facts: Sequence[Fact]
    ) -> Passkey | None:
        renamed = {"tenant_id": tenant_id, "user_id": user_id, "id": passkey_id, "name": name}
        with self._database.transaction(tenant_id) as connection:
            row = connection.execute(_RENAME, renamed).one_or_none()
            if row:
                self._facts.write(connection, facts)
        return passkey_of(row) if row else None

    def remove(self, tenant_id: UUID, user_id: UUID, passkey_id: UUID, facts: Sequence[Fact]) -> bool:
        key = {"tenant_id": tenant_id, "user_id": user_id, "id": passkey_id}
        with self._database.transaction(tenant_id) as connection:
            lock_user(connection, key)
            if connection.execute(_REMOVE, key).rowcount == 0:
                return False
            drop_last_codes(connection, key)
            self._facts.write(connection, facts)
        return True


def _row(passkey: Passkey) -> dict[str, object]:
    credential = passkey.credential
    return {
        "id": passkey.id,
        "tenant_id": passkey.tenant_id,
        "user_id": passkey.user_id,
        "name": passkey.name,
        "credential_id": credential.id,
        "public_key": credential.public_key,
        "sign_count": credential.sign_count,
        "transports": list(credential.transports),
        "created_at": passkey.created_at,
    }
