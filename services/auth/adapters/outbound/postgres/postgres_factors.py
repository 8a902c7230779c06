"""Authenticator apps and recovery codes in PostgreSQL."""

from collections.abc import Sequence
from typing import Any
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
from services.auth.application.ports.factors import Totp
from services.auth.application.ports.sealing import Sealed
from services.auth.domain.audit import Fact
from services.auth.domain.second_factor import Enrolment

_SINCE = sa.text("SELECT confirmed_at FROM totp_secrets WHERE tenant_id = :tenant_id AND user_id = :user_id")
_PASSKEYS = sa.text(
    "SELECT * FROM passkeys WHERE tenant_id = :tenant_id AND user_id = :user_id ORDER BY created_at, id"
)
_LEFT = sa.text("SELECT count(*) FROM recovery_codes WHERE tenant_id = :tenant_id AND user_id = :user_id")
_FIND = sa.text("SELECT * FROM totp_secrets WHERE tenant_id = :tenant_id AND user_id = :user_id")
_BEGIN = sa.text(
    "INSERT INTO totp_secrets (user_id, tenant_id, content, wrapped_key, master_key, last_step)"
    " VALUES (:user_id, :tenant_id, :content, :wrapped_key, :master_key, :last_step)"
    " ON CONFLICT (user_id) DO UPDATE SET content = excluded.content, wrapped_key = excluded.wrapped_key,"
    " master_key = excluded.master_key, last_step = excluded.last_step"
    " WHERE totp_secrets.confirmed_at IS NULL"
)
_CONFIRM = sa.text(
    "UPDATE totp_secrets SET confirmed_at = :confirmed_at, last_step = :last_step"
    " WHERE tenant_id = :tenant_id AND user_id = :user_id AND confirmed_at IS NULL AND content = :content"
)
_SPEND = sa.text(
    "UPDATE totp_secrets SET last_step = :step"
    " WHERE tenant_id = :tenant_id AND user_id = :user_id AND last_step < :step"
)
_REMOVE = sa.text("DELETE FROM totp_secrets WHERE tenant_id = :tenant_id AND user_id = :user_id")
_REMOVE_PASSKEYS = sa.text("DELETE FROM passkeys WHERE tenant_id = :tenant_id AND user_id = :user_id")
_USE = sa.text(
    "DELETE FROM recovery_codes WHERE tenant_id = :tenant_id AND user_id = :user_id AND digest = :digest"
)


class PostgresFactors:
    """Changes lock the user's row, so that the last factor and the codes that stand in for it go together."""

    def __init__(self, database: Database, facts: FactWriter) -> None:
        self._database = database
        self._facts = facts

    def of(self, tenant_id: UUID, user_id: UUID) -> Enrolment:
        with self._database.transaction(tenant_id) as connection:
            return _enrolment(connection, _key(tenant_id, user_id))

    def find_totp(self, tenant_id: UUID, user_id: UUID) -> Totp | None:
        with self._database.transaction(tenant_id) as connection:
            row = connection.execute(_FIND, _key(tenant_id, user_id)).one_or_none()
        return _totp(row) if row else None

    def begin_totp(self, totp: Totp) -> bool:
        row = _row(totp)
        with self._database.transaction(totp.tenant_id) as connection:
            return lock_user(connection, row) and connection.execute(_BEGIN, row).rowcount == 1

    def confirm_totp(self, totp: Totp, codes: Sequence[bytes], facts: Sequence[Fact]) -> bool:
        row = _row(totp)
        with self._database.transaction(totp.tenant_id) as connection:
            if not lock_user(connection, row) or connection.execute(_CONFIRM, row).rowcount == 0:
                return False
            replace_codes(connection, row, codes)
            self._facts.write(connection, facts)
        return True

    def spend_step(self, tenant_id: UUID, user_id: UUID, step: int) -> bool:
        with self._database.transaction(tenant_id) as connection:
            return connection.execute(_SPEND, _key(tenant_id, user_id) | {"step": step}).rowcount == 1

    def remove_totp(self, tenant_id: UUID, user_id: UUID, facts: Sequence[Fact]) -> bool:
        key = _key(tenant_id, user_id)
        with self._database.transaction(tenant_id) as connection:
            lock_user(connection, key)
            if connection.execute(_REMOVE, key).rowcount == 0:
                return False
            drop_last_codes(connection, key)
            self._facts.write(connection, facts)
        return True

    def use_recovery_code(self, tenant_id: UUID, user_id: UUID, digest: bytes, facts: Sequence[Fact]) -> bool:
        with self._database.transaction(tenant_id) as connection:
            if connection.execute(_USE, _key(tenant_id, user_id) | {"digest": digest}).rowcount == 0:
                return False
            self._facts.write(connection, facts)
        return True

    def renew_recovery_codes(
        self, tenant_id: UUID, user_id: UUID, codes: Sequence[bytes], facts: Sequence[Fact]
    ) -> bool:
        key = _key(tenant_id, user_id)
        with self._database.transaction(tenant_id) as connection:
            if not lock_user(connection, key) or not _enrolment(connection, key).exists:
                return False
            replace_codes(connection, key, codes)
            self._facts.write(connection, facts)
        return True

    def clear(self, tenant_id: UUID, user_id: UUID, facts: Sequence[Fact]) -> bool:
        key = _key(tenant_id, user_id)
        with self._database.transaction(tenant_id) as connection:
            lock_user(connection, key)
            removed = [connection.execute(each, key).rowcount for each in (_REMOVE, _REMOVE_PASSKEYS)]
            if not any(removed):
                return False
            drop_last_codes(connection, key)
            self._facts.write(connection, facts)
        return True


def _enrolment(connection: sa.Connection, key: dict[str, Any]) -> Enrolment:
    return Enrolment(
        totp_since=connection.execute(_SINCE, key).scalar_one_or_none(),
        passkeys=tuple(passkey_of(row) for row in connection.execute(_PASSKEYS, key)),
        recovery_codes_left=connection.execute(_LEFT, key).scalar_one(),
    )


def _key(tenant_id: UUID, user_id: UUID) -> dict[str, Any]:
    return {"tenant_id": tenant_id, "user_id": user_id}


def _row(totp: Totp) -> dict[str, Any]:
    return {
        **_key(totp.tenant_id, totp.user_id),
        **vars(totp.secret),
        "last_step": totp.last_step,
        "confirmed_at": totp.confirmed_at,
    }


def _totp(row: sa.Row[Any]) -> Totp:
    secret = Sealed(bytes(row.content), bytes(row.wrapped_key), row.master_key)
    return Totp(row.tenant_id, row.user_id, secret, row.last_step, row.confirmed_at)
