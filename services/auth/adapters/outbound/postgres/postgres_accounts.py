"""Accounts in PostgreSQL."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from chassis.database import Database
from services.auth.adapters.outbound.postgres.ending_sessions import end_sessions
from services.auth.adapters.outbound.postgres.facts import FactWriter
from services.auth.application.ports.accounts import DeletionFacts, Login, RegistrationFacts, nothing_more
from services.auth.domain.audit import Fact
from services.auth.domain.email import EmailAddress
from services.auth.domain.profile import Entries, Profile
from services.auth.domain.user import User
from services.auth.domain.username import Username

_ADD_TENANT = sa.text(
    "INSERT INTO tenants (tenant_id, kind, created_at) VALUES (:tenant_id, 'personal', :at)"
)
_ADD_USER = sa.text(
    "INSERT INTO users (id, tenant_id, display_name, locale, profile, username_wish, version, created_at)"
    " VALUES (:id, :tenant_id, :display_name, :locale, cast(:profile AS jsonb), :username, :version, :at)"
)
_ADD_LOGIN = sa.text(
    "INSERT INTO logins (email, tenant_id, user_id, password_hash, verified_at)"
    " VALUES (:email, :tenant_id, :id, :password_hash, :verified_at) ON CONFLICT (email) DO NOTHING"
)
_NAME_ADDRESS = sa.text("SELECT set_config('app.email', :email, true)")
_FIND_LOGIN = sa.text("SELECT * FROM logins WHERE email = :email")
_NAME_USERNAME = sa.text("SELECT set_config('app.username', :skeleton, true)")
_FIND_NAMED = sa.text("SELECT tenant_id, user_id FROM usernames WHERE skeleton = :skeleton AND name = :name")
_SET_TENANT = sa.text("SELECT set_config('app.tenant_id', :tenant_id, true)")
_FIND_LOGIN_OF = sa.text("SELECT * FROM logins WHERE tenant_id = :tenant_id AND user_id = :user_id")
# Waits for whoever changes the row, and then sees what they made of it.
_IS_CURRENT = sa.text(
    "SELECT 1 FROM logins WHERE tenant_id = :tenant_id AND user_id = :user_id"
    " AND password_hash IS NOT DISTINCT FROM :password_hash FOR SHARE"
)
_FIND_USER = sa.text(
    "SELECT users.*, email, verified_at, usernames.name AS username, due_at FROM users"
    " JOIN logins ON logins.user_id = users.id"
    " LEFT JOIN usernames ON usernames.user_id = users.id"
    " LEFT JOIN scheduled_deletions ON scheduled_deletions.user_id = users.id"
    " WHERE users.tenant_id = :tenant_id AND users.id = :id AND disabled_at IS NULL"
)
_CHANGE_USER = sa.text(
    "UPDATE users SET display_name = :display_name, locale = :locale,"
    " profile = cast(:profile AS jsonb), version = :version"
    " WHERE tenant_id = :tenant_id AND id = :id AND version = :version - 1 AND disabled_at IS NULL"
)
_DISABLE_USER = sa.text(
    "UPDATE users SET disabled_at = coalesce(disabled_at, :at) WHERE tenant_id = :tenant_id AND id = :id"
)
_DROP_LOGIN = sa.text("DELETE FROM logins WHERE tenant_id = :tenant_id AND user_id = :id")
_TAKE_DUE = sa.text(
    "DELETE FROM scheduled_deletions WHERE tenant_id = :tenant_id AND user_id = :id AND due_at <= :at"
)
_NOBODY = UUID(int=0)
_OPEN_ERASURE = sa.text(
    "INSERT INTO erasures (tenant_id, begun_at) SELECT tenant_id, :at FROM users"
    " WHERE tenant_id = :tenant_id AND id = :id ON CONFLICT (tenant_id) DO NOTHING"
)


class PostgresAccounts:
    """Accounts, with the uniqueness of addresses decided by the database."""

    def __init__(self, database: Database, facts: FactWriter) -> None:
        self._database = database
        self._facts = facts

    def add(
        self,
        user: User,
        password_hash: str | None,
        facts: Sequence[Fact],
        afterwards: RegistrationFacts = nothing_more,
    ) -> bool:
        """The conflict shows last and is rolled back to a savepoint: the same statements, the same commit."""
        row = _row(user) | {"password_hash": password_hash}
        with self._database.transaction(user.tenant_id) as connection:
            with connection.begin_nested() as added:
                connection.execute(_ADD_TENANT, row)
                connection.execute(_ADD_USER, row)
                self._facts.write(connection, facts)
                is_new = connection.execute(_ADD_LOGIN, row).rowcount == 1
                if not is_new:
                    added.rollback()
            self._facts.write(connection, afterwards(is_new))
        return is_new

    def find_login(self, email: EmailAddress) -> Login | None:
        with self._database.transaction(None) as connection:
            connection.execute(_NAME_ADDRESS, {"email": email.value})
            row = connection.execute(_FIND_LOGIN, {"email": email.value}).one_or_none()
        return _login(row) if row else None

    def find_login_by_name(self, username: Username) -> Login | None:
        """Where nobody has the name, the login of nobody is looked up all the same."""
        key = {"skeleton": username.skeleton, "name": username.value}
        with self._database.transaction(None) as connection:
            connection.execute(_NAME_USERNAME, key)
            named = connection.execute(_FIND_NAMED, key).one_or_none()
            tenant_id, user_id = (named.tenant_id, named.user_id) if named else (_NOBODY, _NOBODY)
            connection.execute(_SET_TENANT, {"tenant_id": str(tenant_id)})
            row = connection.execute(
                _FIND_LOGIN_OF, {"tenant_id": tenant_id, "user_id": user_id}
            ).one_or_none()
        return _login(row) if row else None

    def is_current(self, login: Login) -> bool:
        with self._database.transaction(login.tenant_id) as connection:
            return connection.execute(_IS_CURRENT, vars(login)).first() is not None

    def find(self, tenant_id: UUID, user_id: UUID) -> User | None:
        with self._database.transaction(tenant_id) as connection:
            row = connection.execute(_FIND_USER, {"tenant_id": tenant_id, "id": user_id}).one_or_none()
        return _user(row) if row else None

    def change(self, user: User) -> bool:
        with self._database.transaction(user.tenant_id) as connection:
            return connection.execute(_CHANGE_USER, _row(user)).rowcount == 1

    def begin_erasure(
        self, tenant_id: UUID, user_id: UUID, at: datetime, facts: DeletionFacts, *, if_due: bool = False
    ) -> bool:
        row = {"tenant_id": tenant_id, "id": user_id, "at": at}
        with self._database.transaction(tenant_id) as connection:
            if if_due and connection.execute(_TAKE_DUE, row).rowcount == 0:
                return False
            if connection.execute(_OPEN_ERASURE, row).rowcount == 0:
                return False
            connection.execute(_DISABLE_USER, row)
            connection.execute(_DROP_LOGIN, row)
            ended = end_sessions(connection, tenant_id, user_id, at, "user_deleted")
            self._facts.write(connection, facts(ended))
        return True


def _row(user: User) -> dict[str, object]:
    return {
        "id": user.id,
        "tenant_id": user.tenant_id,
        "email": user.email.value,
        "display_name": user.display_name,
        "locale": user.locale,
        "profile": json.dumps(vars(user.profile)),
        "username": user.username.value if user.username else None,
        "version": user.version,
        "at": user.created_at,
        "verified_at": user.created_at if user.email_verified else None,
    }


def _user(row: sa.Row[Any]) -> User:
    return User(
        id=row.id,
        tenant_id=row.tenant_id,
        email=EmailAddress(row.email),
        display_name=row.display_name,
        locale=row.locale,
        created_at=row.created_at,
        version=row.version,
        email_verified=row.verified_at is not None,
        username=Username(row.username) if row.username else None,
        profile=_profile(row.profile),
        deletion_due_at=row.due_at,
    )


def _profile(stored: Mapping[str, Any]) -> Profile:
    """JSON has no tuples."""
    values: dict[str, Any] = {
        name: _entries(value) if isinstance(value, dict) else value for name, value in stored.items()
    }
    return Profile(**values)


def _entries(stored: Mapping[str, Any]) -> Entries:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in stored.items()}


def _login(row: sa.Row[Any]) -> Login:
    return Login(
        row.tenant_id,
        row.user_id,
        row.password_hash,
        EmailAddress(row.email),
        verified=row.verified_at is not None,
        password_changed_at=row.password_changed_at,
    )
