"""Requests for mails in PostgreSQL, from both ends."""

from datetime import datetime

import sqlalchemy as sa

from chassis.database import Database
from services.auth.adapters.outbound.postgres.facts import FactWriter
from services.auth.application.ports.mail import Posted
from services.auth.domain.email import EmailAddress
from services.auth.domain.mail import MailRequest

_TAKE = sa.text(
    "UPDATE mails SET due_at = :lease_until, attempts = attempts + 1 WHERE id = (SELECT id FROM mails"
    " WHERE sent_at IS NULL AND due_at <= :at ORDER BY due_at LIMIT 1 FOR UPDATE SKIP LOCKED) RETURNING *"
)
_COUNT_SENT = sa.text(
    "SELECT count(*) FROM mails WHERE recipient = :recipient AND kind = :kind AND sent_at > :since"
)
_SENT = sa.text(
    "UPDATE mails SET sent_at = :sent_at, address = NULL, user_id = NULL, subject_id = NULL WHERE id = :id"
)
_DROP = sa.text("DELETE FROM mails WHERE id = :id")
_PUT_OFF = sa.text("UPDATE mails SET due_at = :until WHERE id = :id")
_SWEEP = sa.text(
    "DELETE FROM mails WHERE id IN"
    " (SELECT id FROM mails WHERE sent_at < clock_timestamp() - interval '1 hour' LIMIT 1000)"
)
_SWEEP_TOKENS = sa.text(
    "DELETE FROM account_tokens WHERE digest IN"
    " (SELECT digest FROM account_tokens WHERE expires_at < clock_timestamp() LIMIT 1000)"
)


class PostgresMailQueue:
    def __init__(self, database: Database, facts: FactWriter) -> None:
        self._database = database
        self._facts = facts

    def add(self, request: MailRequest) -> None:
        with self._database.transaction(request.tenant_id) as connection:
            self._facts.write(connection, [request])


class PostgresMailBox:
    """As the relay's role: mails may be of any tenant, or of none."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def take(self, at: datetime, lease_until: datetime) -> Posted | None:
        with self._database.transaction(None) as connection:
            row = connection.execute(_TAKE, {"at": at, "lease_until": lease_until}).one_or_none()
        if row is None:
            return None
        address = EmailAddress(row.address) if row.address else None
        request = MailRequest(row.kind, row.at, row.tenant_id, row.user_id, address, row.subject_id)
        return Posted(row.id, request, row.attempts)

    def sent(self, request: MailRequest, since: datetime) -> int:
        key = {"recipient": request.recipient, "kind": request.kind, "since": since}
        with self._database.transaction(None) as connection:
            return int(connection.execute(_COUNT_SENT, key).scalar_one())

    def settle(self, posted: Posted, sent_at: datetime | None) -> None:
        with self._database.transaction(None) as connection:
            connection.execute(_SENT if sent_at else _DROP, {"id": posted.id, "sent_at": sent_at})

    def put_off(self, posted: Posted, until: datetime) -> None:
        with self._database.transaction(None) as connection:
            connection.execute(_PUT_OFF, {"id": posted.id, "until": until})


def sweep_mails(connection: sa.Connection) -> int:
    """Deletes a batch of what is remembered of sent mails, for the relay; how many."""
    return connection.execute(_SWEEP).rowcount


def sweep_account_tokens(connection: sa.Connection) -> int:
    """Deletes a batch of expired tokens, for the relay; how many."""
    return connection.execute(_SWEEP_TOKENS).rowcount
