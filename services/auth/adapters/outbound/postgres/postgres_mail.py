"""Requests for mails in PostgreSQL."""

from chassis.database import Database
from services.auth.adapters.outbound.postgres.facts import FactWriter
from services.auth.domain.mail import MailRequest


class PostgresMailQueue:
    def __init__(self, database: Database, facts: FactWriter) -> None:
        self._database = database
        self._facts = facts

    def add(self, request: MailRequest) -> None:
        with self._database.transaction(request.tenant_id) as connection:
            self._facts.write(connection, [request])
