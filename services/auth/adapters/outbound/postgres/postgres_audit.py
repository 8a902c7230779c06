"""The audit trail in PostgreSQL."""

from chassis.database import Database
from services.auth.adapters.outbound.postgres.facts import FactWriter
from services.auth.domain.audit import Act


class PostgresAuditTrail:
    def __init__(self, database: Database, facts: FactWriter) -> None:
        self._database = database
        self._facts = facts

    def record(self, act: Act) -> None:
        with self._database.transaction(act.tenant_id) as connection:
            self._facts.write(connection, [act])
