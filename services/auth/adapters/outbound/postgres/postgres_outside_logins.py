"""Logins at outside providers, and the sessions that their tokens opened, in PostgreSQL."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from chassis.database import Database
from services.auth.adapters.outbound.postgres.postgres_sessions import session_of
from services.auth.domain.outside_identity import LoginAttempt, Proven
from services.auth.domain.session import Session

_NOTE = sa.text(
    "INSERT INTO proven_sessions (session_id, tenant_id, proof)"
    " SELECT id, tenant_id, :proof FROM sessions WHERE tenant_id = :tenant_id AND id = :session_id"
)
_PROVEN = sa.text(
    "SELECT sessions.* FROM proven_sessions JOIN sessions ON sessions.id = proven_sessions.session_id"
    " WHERE proven_sessions.tenant_id = :tenant_id AND proof = ANY(:proofs)"
    " ORDER BY sessions.created_at, sessions.id"
)
_NAME_ATTEMPT = sa.text("SELECT set_config('app.login_attempt', :named, true)")
_ADD = sa.text(
    "INSERT INTO login_attempts (digest, tenant_id, user_id, two_factors, provider, return_to, challenge,"
    " expires_at) VALUES (:digest, :tenant_id, :user_id, :two_factors, :provider, :return_to, :challenge,"
    " :expires_at)"
)
_TAKE = sa.text("DELETE FROM login_attempts WHERE digest = :digest AND expires_at > :now RETURNING *")
_SWEEP = sa.text(
    "DELETE FROM login_attempts WHERE digest IN"
    " (SELECT digest FROM login_attempts WHERE expires_at < now() LIMIT 1000)"
)


class PostgresProvenSessions:
    """Beside the sessions, and gone with them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def note(self, tenant_id: UUID, session_id: UUID, proof: bytes) -> None:
        row = {"tenant_id": tenant_id, "session_id": session_id, "proof": proof}
        with self._database.transaction(tenant_id) as connection:
            connection.execute(_NOTE, row)

    def of(self, tenant_id: UUID, proofs: Sequence[bytes]) -> Sequence[Session]:
        with self._database.transaction(tenant_id) as connection:
            rows = connection.execute(_PROVEN, {"tenant_id": tenant_id, "proofs": list(proofs)}).all()
        return [session_of(row) for row in rows]


class PostgresLoginAttempts:
    """One statement decides who gets an attempt."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, attempt: LoginAttempt) -> None:
        nobody = {"tenant_id": None, "user_id": None, "two_factors": False}
        row = vars(attempt) | (vars(attempt.proven) if attempt.proven else nobody)
        with self._database.transaction(row["tenant_id"]) as connection:
            connection.execute(_NAME_ATTEMPT, {"named": attempt.digest.hex()})
            connection.execute(_ADD, row)

    def take(self, digest: bytes, now: datetime) -> LoginAttempt | None:
        with self._database.transaction(None) as connection:
            connection.execute(_NAME_ATTEMPT, {"named": digest.hex()})
            row = connection.execute(_TAKE, {"digest": digest, "now": now}).one_or_none()
        return _attempt(row) if row else None


def sweep_login_attempts(connection: sa.Connection) -> int:
    """Deletes a batch of attempts that have expired, for the relay; how many."""
    return connection.execute(_SWEEP).rowcount


def _attempt(row: sa.Row[Any]) -> LoginAttempt:
    proven = Proven(row.tenant_id, row.user_id, row.two_factors) if row.user_id else None
    return LoginAttempt(bytes(row.digest), row.provider, row.return_to, row.challenge, row.expires_at, proven)
