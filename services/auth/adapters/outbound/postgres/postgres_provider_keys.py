"""Keys of providers in PostgreSQL, sealed."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from chassis.database import Database
from services.auth.adapters.outbound.postgres.facts import FactWriter
from services.auth.application.ports.provider_keys import Borrowers, StoredKey
from services.auth.application.ports.sealing import Sealed
from services.auth.domain.audit import Act, Fact
from services.auth.domain.provider_key import KeyTest, ProviderKey

_PUT = sa.text(
    "INSERT INTO provider_keys (id, tenant_id, provider, last_four, base_url, speech_model, text_model,"
    " content, wrapped_key, master_key, created_at)"
    " VALUES (:id, :tenant_id, :provider, :last_four, :base_url, :speech_model, :text_model,"
    " :content, :wrapped_key, :master_key, :created_at)"
    " ON CONFLICT (tenant_id, provider) DO UPDATE SET id = excluded.id, last_four = excluded.last_four,"
    " base_url = excluded.base_url, speech_model = excluded.speech_model, text_model = excluded.text_model,"
    " content = excluded.content, wrapped_key = excluded.wrapped_key, master_key = excluded.master_key,"
    " created_at = excluded.created_at, last_used_at = NULL, test_result = NULL, tested_at = NULL"
)
_OF = sa.text("SELECT * FROM provider_keys WHERE tenant_id = :tenant_id ORDER BY provider")
_FIND = sa.text("SELECT * FROM provider_keys WHERE tenant_id = :tenant_id AND provider = :provider")
_DELETE = sa.text("DELETE FROM provider_keys WHERE tenant_id = :tenant_id AND provider = :provider")
_TESTED = sa.text(
    "UPDATE provider_keys SET test_result = :result, tested_at = :at"
    " WHERE tenant_id = :tenant_id AND id = :id"
)
_USED = sa.text("UPDATE provider_keys SET last_used_at = :at WHERE tenant_id = :tenant_id AND id = :id")
_ON_RECORD = sa.text(
    "SELECT EXISTS (SELECT FROM audit_acts WHERE tenant_id = :tenant_id AND kind = 'provider_key.lent'"
    " AND target_id = :id AND details ->> 'job' = :job AND details ->> 'borrower' = :borrower)"
)
_BORROWERS = sa.text(
    "SELECT id, ARRAY(SELECT memberships.tenant_id FROM memberships WHERE user_id = users.id"
    " ORDER BY joined_at, memberships.tenant_id) AS organisations"
    " FROM users WHERE tenant_id = :tenant_id AND disabled_at IS NULL"
)


class PostgresProviderKeys:
    def __init__(self, database: Database, facts: FactWriter) -> None:
        self._database = database
        self._facts = facts

    def put(self, stored: StoredKey, facts: Sequence[Fact]) -> None:
        with self._database.transaction(stored.key.tenant_id) as connection:
            connection.execute(_PUT, vars(stored.key) | vars(stored.sealed))
            self._facts.write(connection, facts)

    def of(self, tenant_id: UUID) -> Sequence[ProviderKey]:
        with self._database.transaction(tenant_id) as connection:
            return [_key(row) for row in connection.execute(_OF, {"tenant_id": tenant_id})]

    def find(self, tenant_id: UUID, provider: str) -> StoredKey | None:
        with self._database.transaction(tenant_id) as connection:
            row = connection.execute(_FIND, {"tenant_id": tenant_id, "provider": provider}).one_or_none()
        if row is None:
            return None
        return StoredKey(_key(row), Sealed(bytes(row.content), bytes(row.wrapped_key), row.master_key))

    def delete(self, tenant_id: UUID, provider: str, facts: Sequence[Fact]) -> bool:
        with self._database.transaction(tenant_id) as connection:
            named = {"tenant_id": tenant_id, "provider": provider}
            if connection.execute(_DELETE, named).rowcount == 0:
                return False
            self._facts.write(connection, facts)
        return True

    def note_test(self, key: ProviderKey, test: KeyTest, facts: Sequence[Fact]) -> None:
        with self._database.transaction(key.tenant_id) as connection:
            if connection.execute(_TESTED, vars(key) | vars(test)).rowcount == 1:
                self._facts.write(connection, facts)

    def note_loan(self, key: ProviderKey, act: Act) -> bool:
        """The row of the key is locked, so that loans of one key are put on record one after another."""
        with self._database.transaction(key.tenant_id) as connection:
            if connection.execute(_USED, vars(key) | {"at": act.at}).rowcount == 0:
                return False
            loan = {"tenant_id": key.tenant_id, "id": key.id, **act.details}
            if not connection.execute(_ON_RECORD, loan).scalar_one():
                self._facts.write(connection, [act])
        return True

    def borrowers(self, tenant_id: UUID) -> Borrowers | None:
        with self._database.transaction(tenant_id) as connection:
            row = connection.execute(_BORROWERS, {"tenant_id": tenant_id}).one_or_none()
        return Borrowers(row.id, (tenant_id, *row.organisations)) if row else None


def _key(row: sa.Row[Any]) -> ProviderKey:
    return ProviderKey(
        id=row.id,
        tenant_id=row.tenant_id,
        provider=row.provider,
        last_four=row.last_four,
        created_at=row.created_at,
        base_url=row.base_url,
        speech_model=row.speech_model,
        text_model=row.text_model,
        last_used_at=row.last_used_at,
        tested=KeyTest(row.test_result, row.tested_at) if row.test_result else None,
    )
