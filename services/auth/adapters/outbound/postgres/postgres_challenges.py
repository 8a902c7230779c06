"""Challenges under way, and when sessions last proved who is there, in PostgreSQL."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from chassis.database import Database
from services.auth.adapters.outbound.postgres.factor_rows import lock_user
from services.auth.adapters.outbound.postgres.facts import FactWriter
from services.auth.domain.audit import Fact
from services.auth.domain.second_factor import MAX_ATTEMPTS, Challenge, Purpose
from services.auth.domain.session import BROUGHT

_NAME_CHALLENGE = sa.text("SELECT set_config('app.challenge', :named, true)")
_ADD = sa.text(
    "INSERT INTO factor_challenges (digest, tenant_id, user_id, purpose, first, expires_at)"
    " VALUES (:digest, :tenant_id, :user_id, :purpose, :first, :expires_at)"
)
_ATTEMPT = sa.text(
    "UPDATE factor_challenges SET attempts = attempts + 1 WHERE digest = :digest AND purpose = :purpose"
    " AND expires_at > :now AND attempts < :most RETURNING *"
)
_TAKE = sa.text(
    "DELETE FROM factor_challenges WHERE digest = :digest AND purpose = :purpose AND expires_at > :now"
    " RETURNING *"
)
_SWEEP = sa.text(
    "DELETE FROM factor_challenges WHERE digest IN"
    " (SELECT digest FROM factor_challenges WHERE expires_at < now() LIMIT 1000)"
)
_LATEST = sa.text(
    "SELECT greatest(CASE WHEN means <> :brought THEN sessions.created_at END, session_proofs.at)"
    " FROM sessions"
    " LEFT JOIN session_proofs ON session_proofs.session_id = sessions.id"
    " WHERE sessions.tenant_id = :tenant_id AND sessions.id = :session_id"
)
_RENEW = sa.text(
    "INSERT INTO session_proofs (session_id, tenant_id, at)"
    " SELECT id, tenant_id, :at FROM sessions WHERE tenant_id = :tenant_id AND id = :session_id"
    " ON CONFLICT (session_id) DO UPDATE SET at = excluded.at"
)


class PostgresChallenges:
    """One statement decides who gets a challenge."""

    def __init__(self, database: Database, facts: FactWriter) -> None:
        self._database = database
        self._facts = facts

    def add(self, challenge: Challenge, facts: Sequence[Fact]) -> bool:
        row = vars(challenge)
        with self._database.transaction(challenge.tenant_id) as connection:
            if challenge.user_id and not lock_user(connection, row):
                return False
            connection.execute(_NAME_CHALLENGE, {"named": challenge.digest.hex()})
            connection.execute(_ADD, row)
            self._facts.write(connection, facts)
        return True

    def attempt(self, digest: bytes, purpose: Purpose, now: datetime) -> Challenge | None:
        return self._get(_ATTEMPT, digest, purpose, now)

    def take(self, digest: bytes, purpose: Purpose, now: datetime) -> Challenge | None:
        return self._get(_TAKE, digest, purpose, now)

    def _get(
        self, statement: sa.TextClause, digest: bytes, purpose: Purpose, now: datetime
    ) -> Challenge | None:
        with self._database.transaction(None) as connection:
            connection.execute(_NAME_CHALLENGE, {"named": digest.hex()})
            found = {"digest": digest, "purpose": purpose, "now": now, "most": MAX_ATTEMPTS}
            row = connection.execute(statement, found).one_or_none()
        return _challenge(row) if row else None


class PostgresProofs:
    """Beside the sessions that they belong to."""

    def __init__(self, database: Database, facts: FactWriter) -> None:
        self._database = database
        self._facts = facts

    def latest(self, tenant_id: UUID, session_id: UUID) -> datetime | None:
        key = {"tenant_id": tenant_id, "session_id": session_id, "brought": BROUGHT}
        with self._database.transaction(tenant_id) as connection:
            return connection.execute(_LATEST, key).scalar_one_or_none()

    def renew(self, tenant_id: UUID, session_id: UUID, at: datetime, facts: Sequence[Fact]) -> None:
        row = {"tenant_id": tenant_id, "session_id": session_id, "at": at}
        with self._database.transaction(tenant_id) as connection:
            connection.execute(_RENEW, row)
            self._facts.write(connection, facts)


def sweep_challenges(connection: sa.Connection) -> int:
    """Deletes a batch of challenges that have expired, for the relay; how many."""
    return connection.execute(_SWEEP).rowcount


def _challenge(row: sa.Row[Any]) -> Challenge:
    return Challenge(bytes(row.digest), row.purpose, row.expires_at, row.tenant_id, row.user_id, row.first)
