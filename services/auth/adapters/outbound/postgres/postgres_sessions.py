"""Sessions in PostgreSQL."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from chassis.database import Database
from services.auth.adapters.outbound.postgres.facts import FactWriter
from services.auth.application.ports.sessions import Presented
from services.auth.domain.audit import Fact
from services.auth.domain.events import SessionRevoked
from services.auth.domain.session import ABSOLUTE_LIFE, IDLE_LIFE, Session

# The row of the user is locked: a deletion that runs at the same time either sees this session or forbids it.
_OPEN = sa.text(
    "INSERT INTO sessions"
    " (id, tenant_id, user_id, generation, nonce, created_at, rotated_at, means, csrf, peer, agent)"
    " SELECT :id, tenant_id, id, :generation, :nonce, :created_at, :rotated_at, :means, :csrf, :peer, :agent"
    " FROM users"
    " WHERE tenant_id = :tenant_id AND id = :user_id AND disabled_at IS NULL FOR SHARE"
)
_ADD_TOKEN = sa.text(
    "INSERT INTO refresh_tokens (session_id, digest, tenant_id, generation)"
    " VALUES (:id, :digest, :tenant_id, :generation)"
)
_FIND_PRESENTED = sa.text(
    "SELECT sessions.*, refresh_tokens.generation AS presented FROM sessions"
    " JOIN refresh_tokens ON refresh_tokens.session_id = sessions.id"
    " WHERE sessions.tenant_id = :tenant_id AND sessions.id = :id AND refresh_tokens.digest = :digest"
)
_ROTATE = sa.text(
    "UPDATE sessions SET generation = :generation, nonce = :nonce, rotated_at = :rotated_at,"
    " peer = :peer, agent = :agent"
    " WHERE tenant_id = :tenant_id AND id = :id AND generation = :generation - 1 AND revoked_at IS NULL"
)
_REVOKE = sa.text(
    "UPDATE sessions SET revoked_at = :at, revoked_reason = :reason"
    " WHERE tenant_id = :tenant_id AND user_id = :user_id AND id = :id AND revoked_at IS NULL"
)
_NAME_SESSION = sa.text("SELECT set_config('app.session_id', :id, true)")
_FIND = sa.text("SELECT * FROM sessions WHERE id = :id")
# Longer than any token of an identity provider lives that an ended session refuses: a day.
_SWEEP = sa.text(
    "DELETE FROM sessions WHERE id IN (SELECT id FROM sessions WHERE least("
    "coalesce(revoked_at, 'infinity'), rotated_at + :idle, created_at + :absolute"
    ") < now() - interval '25 hours' LIMIT 1000)"
)


class PostgresSessions:
    """Sessions and the digests of their refresh tokens."""

    def __init__(self, database: Database, facts: FactWriter) -> None:
        self._database = database
        self._facts = facts

    def open(self, session: Session, digest: bytes, facts: Sequence[Fact] = ()) -> bool:
        row = self._row(session, digest)
        with self._database.transaction(session.tenant_id) as connection:
            if connection.execute(_OPEN, row).rowcount == 0:
                return False
            connection.execute(_ADD_TOKEN, row)
            self._facts.write(connection, facts)
        return True

    def find_presented(self, tenant_id: UUID, session_id: UUID, digest: bytes) -> Presented | None:
        key = {"tenant_id": tenant_id, "id": session_id, "digest": digest}
        with self._database.transaction(tenant_id) as connection:
            row = connection.execute(_FIND_PRESENTED, key).one_or_none()
        return Presented(session_of(row), row.presented) if row else None

    def rotate(self, session: Session, digest: bytes) -> bool:
        row = self._row(session, digest)
        with self._database.transaction(session.tenant_id) as connection:
            if connection.execute(_ROTATE, row).rowcount == 0:
                return False
            connection.execute(_ADD_TOKEN, row)
        return True

    def revoke(self, revoked: SessionRevoked) -> bool:
        row = {"tenant_id": revoked.tenant_id, "user_id": revoked.user_id, "id": revoked.session_id}
        with self._database.transaction(revoked.tenant_id) as connection:
            changed = connection.execute(_REVOKE, row | {"at": revoked.at, "reason": revoked.reason})
            if changed.rowcount == 0:
                return False
            self._facts.write(connection, [revoked])
        return True

    def find_anywhere(self, session_id: UUID) -> Session | None:
        with self._database.transaction(None) as connection:
            connection.execute(_NAME_SESSION, {"id": str(session_id)})
            row = connection.execute(_FIND, {"id": session_id}).one_or_none()
        return session_of(row) if row else None

    def _row(self, session: Session, digest: bytes) -> dict[str, object]:
        """With what opened it, or used it last."""
        origin = self._facts.origin()
        return vars(session) | {"digest": digest, "peer": origin.peer, "agent": origin.agent}


def sweep_sessions(connection: sa.Connection) -> int:
    """Deletes a batch of sessions that ended more than 25 hours ago, for the relay; how many."""
    return connection.execute(_SWEEP, {"idle": IDLE_LIFE, "absolute": ABSOLUTE_LIFE}).rowcount


def session_of(row: sa.Row[Any]) -> Session:
    return Session(
        id=row.id,
        tenant_id=row.tenant_id,
        user_id=row.user_id,
        created_at=row.created_at,
        rotated_at=row.rotated_at,
        generation=row.generation,
        nonce=bytes(row.nonce),
        revoked_at=row.revoked_at,
        means=row.means,
        csrf=row.csrf,
    )
