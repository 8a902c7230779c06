"""Usernames, addresses, passwords and the tokens that change them, in PostgreSQL."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa

from chassis.database import Database, constraint_name
from services.auth.adapters.outbound.postgres.ending_sessions import end_sessions
from services.auth.adapters.outbound.postgres.factor_rows import lock_user
from services.auth.adapters.outbound.postgres.facts import FactWriter
from services.auth.application.ports.accounts import DeletionFacts
from services.auth.application.ports.credentials import NewPassword
from services.auth.domain.account_tokens import AccountToken
from services.auth.domain.audit import Fact
from services.auth.domain.email import EmailAddress
from services.auth.domain.username import Username

_TAKEN = {"logins_pkey", "usernames_pkey"}
_ADD_TOKEN = sa.text(
    "INSERT INTO account_tokens (digest, purpose, tenant_id, user_id, address, expires_at)"
    " SELECT :digest, :purpose, tenant_id, id, :address, :expires_at FROM users"
    " WHERE tenant_id = :tenant_id AND id = :user_id AND disabled_at IS NULL"
)
_NAME_TOKEN = sa.text("SELECT set_config('app.account_token', encode(:digest, 'hex'), true)")
_FIND_TOKEN = sa.text("SELECT * FROM account_tokens WHERE digest = :digest")
# Of two that spend tokens of one purpose at once, the second finds none when the first has committed.
_SPEND = sa.text(
    "DELETE FROM account_tokens WHERE tenant_id = :tenant_id AND user_id = :user_id AND purpose = :purpose"
    " AND EXISTS (SELECT 1 FROM account_tokens WHERE digest = :digest)"
)
_VOID = sa.text("DELETE FROM account_tokens WHERE tenant_id = :tenant_id AND user_id = :user_id")
_VOID_POWERS = sa.text(
    "DELETE FROM account_tokens"
    " WHERE tenant_id = :tenant_id AND user_id = :user_id AND purpose <> 'email_verification'"
)
_VERIFY = sa.text(
    "UPDATE logins SET verified_at = coalesce(verified_at, :at)"
    " WHERE tenant_id = :tenant_id AND user_id = :user_id AND email = :address"
)
_MOVE = sa.text(
    "UPDATE logins SET email = :address, verified_at = :at"
    " WHERE tenant_id = :tenant_id AND user_id = :user_id"
)
_SET_PASSWORD = sa.text(
    "UPDATE logins SET password_hash = :password_hash, password_changed_at = :at"
    " WHERE tenant_id = :tenant_id AND user_id = :user_id"
    " AND (cast(:replaces AS text) IS NULL OR password_hash = :replaces)"
)
_WISH = sa.text("SELECT username_wish FROM users WHERE tenant_id = :tenant_id AND id = :user_id FOR UPDATE")
_TOUCH = sa.text(
    "UPDATE users SET version = version + 1, username_wish = NULL"
    " WHERE tenant_id = :tenant_id AND id = :user_id"
)
_GIVE = sa.text(
    "INSERT INTO usernames (skeleton, name, tenant_id, user_id)"
    " VALUES (:skeleton, :name, :tenant_id, :user_id) ON CONFLICT DO NOTHING"
)
_CLAIM = sa.text(
    "INSERT INTO usernames (skeleton, name, tenant_id, user_id)"
    " SELECT :skeleton, :name, tenant_id, id FROM users"
    " WHERE tenant_id = :tenant_id AND id = :user_id AND disabled_at IS NULL"
    " ON CONFLICT (user_id) DO UPDATE SET skeleton = excluded.skeleton, name = excluded.name"
)


class PostgresAccountTokens:
    """Found by their digests alone, one at a time."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, token: AccountToken) -> bool:
        with self._database.transaction(token.tenant_id) as connection:
            return connection.execute(_ADD_TOKEN, _row(token)).rowcount == 1

    def find(self, digest: bytes) -> AccountToken | None:
        with self._database.transaction(None) as connection:
            connection.execute(_NAME_TOKEN, {"digest": digest})
            row = connection.execute(_FIND_TOKEN, {"digest": digest}).one_or_none()
        if row is None:
            return None
        address = EmailAddress(row.address)
        return AccountToken(
            bytes(row.digest), row.purpose, row.tenant_id, row.user_id, address, row.expires_at
        )


class PostgresCredentials:
    """The uniqueness of addresses and of usernames is decided by the database."""

    def __init__(self, database: Database, facts: FactWriter) -> None:
        self._database = database
        self._facts = facts

    def verify_address(self, token: AccountToken, at: datetime, facts: Sequence[Fact]) -> bool:
        row = _row(token) | {"at": at}
        with self._database.transaction(token.tenant_id) as connection:
            if not _all(connection, row, _SPEND, _VERIFY):
                return False
            wish = connection.execute(_WISH, row).scalar_one()
            if wish:
                connection.execute(_GIVE, row | _named(Username(wish)))
            connection.execute(_TOUCH, row)
            self._facts.write(connection, facts)
        return True

    def change_address(self, token: AccountToken, at: datetime, facts: Sequence[Fact]) -> bool:
        row = _row(token) | {"at": at}
        with self._database.transaction(token.tenant_id) as connection:
            if not _all(connection, row, _SPEND) or not _unless_taken(connection, _MOVE, row):
                return False
            connection.execute(_VOID, row)
            connection.execute(_TOUCH, row)
            self._facts.write(connection, facts)
        return True

    def change_password(self, new: NewPassword, facts: DeletionFacts) -> bool:
        """The user's row is locked before the sessions end: those that are being opened are then seen."""
        row = vars(new) | (_row(new.token) if new.token else {})
        needed = (_SPEND, _VERIFY, _SET_PASSWORD) if new.token else (_SET_PASSWORD,)
        with self._database.transaction(new.tenant_id) as connection:
            if not _all(connection, row, *needed):
                return False
            lock_user(connection, row)
            connection.execute(_VOID_POWERS, row)
            ended = end_sessions(connection, new.tenant_id, new.user_id, new.at, new.reason, kept=new.kept)
            self._facts.write(connection, facts(ended))
        return True

    def claim_username(
        self, tenant_id: UUID, user_id: UUID, username: Username, facts: Sequence[Fact]
    ) -> bool:
        row = {"tenant_id": tenant_id, "user_id": user_id, **_named(username)}
        with self._database.transaction(tenant_id) as connection:
            if not _unless_taken(connection, _CLAIM, row):
                return False
            connection.execute(_TOUCH, row)
            self._facts.write(connection, facts)
        return True


def _all(connection: sa.Connection, row: dict[str, object], *statements: sa.TextClause) -> bool:
    """Whether each has changed something; the first that has not is the last."""
    return all(connection.execute(statement, row).rowcount > 0 for statement in statements)


def _unless_taken(connection: sa.Connection, statement: sa.TextClause, row: dict[str, object]) -> bool:
    """The transaction goes on where the name or the address is somebody else's."""
    try:
        with connection.begin_nested():
            return connection.execute(statement, row).rowcount == 1
    except sa.exc.IntegrityError as error:
        if constraint_name(error) not in _TAKEN:
            raise
        return False


def _row(token: AccountToken) -> dict[str, object]:
    return vars(token) | {"address": token.address.value}


def _named(username: Username) -> dict[str, object]:
    return {"skeleton": username.skeleton, "name": username.value}
