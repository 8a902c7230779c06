"""API tokens in PostgreSQL."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from chassis.database import Database
from services.auth.adapters.outbound.postgres.factor_rows import lock_user
from services.auth.adapters.outbound.postgres.facts import FactWriter
from services.auth.application.ports.api_tokens import Kept
from services.auth.domain.api_token import ApiToken
from services.auth.domain.audit import Fact
from services.auth.domain.errors import TokenNameTaken
from services.auth.domain.events import SessionRevoked

_COUNT = sa.text(
    "SELECT count(*) FROM api_tokens"
    " WHERE tenant_id = :tenant_id AND user_id = :user_id AND revoked_at IS NULL"
)
_ADD = sa.text(
    "INSERT INTO api_tokens"
    " (id, tenant_id, user_id, name, scopes, digest, last_four, created_at, expires_at)"
    " VALUES (:id, :tenant_id, :user_id, :name, :scopes, :digest, :last_four, :created_at, :expires_at)"
    " ON CONFLICT (user_id, name) WHERE revoked_at IS NULL DO NOTHING"
)
_REVOKE = sa.text(
    "UPDATE api_tokens SET revoked_at = :at WHERE tenant_id = :tenant_id AND id = :id AND revoked_at IS NULL"
)
_OF = sa.text(
    "SELECT * FROM api_tokens"
    " WHERE tenant_id = :tenant_id AND user_id = :user_id AND revoked_at IS NULL ORDER BY id DESC"
)
_NAME_TOKEN = sa.text("SELECT set_config('app.token_id', :id, true)")
_FIND = sa.text("SELECT * FROM api_tokens WHERE id = :id")
_NOTE_USE = sa.text(
    "UPDATE api_tokens SET last_used_at = :at, last_used_peer = :peer"
    " WHERE tenant_id = :tenant_id AND id = :id AND (last_used_at IS NULL OR last_used_at < :at)"
)
_SWEEP = sa.text(
    "DELETE FROM api_tokens WHERE id IN (SELECT id FROM api_tokens"
    " WHERE least(coalesce(revoked_at, 'infinity'), expires_at) < now() - interval '30 days' LIMIT 1000)"
)


class PostgresApiTokens:
    """Tokens and the digests of their secrets.

    Whoever makes one locks the row of its user: of two at once the second counts the first, and what ends all
    tokens of a user sees those that were under way.
    """

    def __init__(self, database: Database, facts: FactWriter) -> None:
        self._database = database
        self._facts = facts

    def add(self, kept: Kept, at_most: int, facts: Sequence[Fact]) -> bool:
        owner = {"tenant_id": kept.token.tenant_id, "user_id": kept.token.user_id}
        with self._database.transaction(kept.token.tenant_id) as connection:
            if not lock_user(connection, owner):
                return False
            if connection.execute(_COUNT, owner).scalar_one() >= at_most:
                return False
            self._insert(connection, kept)
            self._facts.write(connection, facts)
        return True

    def replace(self, revoked: SessionRevoked, successor: Kept, facts: Sequence[Fact]) -> bool:
        with self._database.transaction(revoked.tenant_id) as connection:
            if not lock_user(connection, vars(revoked)) or not self._end(connection, revoked):
                return False
            self._insert(connection, successor)
            self._facts.write(connection, facts)
        return True

    def revoke(self, revoked: SessionRevoked) -> bool:
        with self._database.transaction(revoked.tenant_id) as connection:
            return self._end(connection, revoked)

    def of(self, tenant_id: UUID, user_id: UUID) -> Sequence[ApiToken]:
        with self._database.transaction(tenant_id) as connection:
            rows = connection.execute(_OF, {"tenant_id": tenant_id, "user_id": user_id}).all()
        return [_token(row) for row in rows]

    def find_anywhere(self, token_id: UUID) -> Kept | None:
        with self._database.transaction(None) as connection:
            connection.execute(_NAME_TOKEN, {"id": str(token_id)})
            row = connection.execute(_FIND, {"id": token_id}).one_or_none()
        return Kept(_token(row), bytes(row.digest)) if row else None

    def note_use(self, token: ApiToken, at: datetime, peer: str) -> None:
        row = {"tenant_id": token.tenant_id, "id": token.id, "at": at, "peer": peer}
        with self._database.transaction(token.tenant_id) as connection:
            connection.execute(_NOTE_USE, row)

    def _insert(self, connection: sa.Connection, kept: Kept) -> None:
        row = vars(kept.token) | {"digest": kept.digest, "scopes": list(kept.token.scopes)}
        if connection.execute(_ADD, row).rowcount == 0:
            raise TokenNameTaken("One of your tokens has this name: rotate it, or revoke it first.")

    def _end(self, connection: sa.Connection, revoked: SessionRevoked) -> bool:
        row = {"tenant_id": revoked.tenant_id, "id": revoked.session_id, "at": revoked.at}
        if connection.execute(_REVOKE, row).rowcount == 0:
            return False
        self._facts.write(connection, [revoked])
        return True


def sweep_api_tokens(connection: sa.Connection) -> int:
    """Deletes a batch of tokens that ended more than a month ago, for the relay; how many."""
    return connection.execute(_SWEEP).rowcount


def _token(row: sa.Row[Any]) -> ApiToken:
    return ApiToken(
        id=row.id,
        tenant_id=row.tenant_id,
        user_id=row.user_id,
        name=row.name,
        scopes=tuple(row.scopes),
        last_four=row.last_four,
        created_at=row.created_at,
        expires_at=row.expires_at,
        last_used_at=row.last_used_at,
        last_used_peer=row.last_used_peer,
        revoked_at=row.revoked_at,
    )
