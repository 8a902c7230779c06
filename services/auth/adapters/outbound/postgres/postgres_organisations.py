"""Organisations in PostgreSQL."""

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from chassis.database import Database
from services.auth.adapters.outbound.postgres.facts import FactWriter
from services.auth.adapters.outbound.postgres.postgres_members import ADD_MEMBER, member_of, member_row
from services.auth.application.ports.organisations import Affiliation
from services.auth.application.ports.time_and_chance import Clock
from services.auth.domain.audit import Act, Fact
from services.auth.domain.organisation import Member, Organisation, Person

_ADD_TENANT = sa.text(
    "INSERT INTO tenants (tenant_id, kind, created_at) VALUES (:id, 'organisation', :created_at)"
)
_ADD = sa.text(
    "INSERT INTO organisations (tenant_id, name, version, created_at)"
    " VALUES (:id, :name, :version, :created_at)"
)
_OF = sa.text(
    "SELECT memberships.*, name, version, created_at FROM memberships"
    " JOIN organisations ON organisations.tenant_id = memberships.tenant_id"
    " WHERE user_tenant_id = :tenant_id AND user_id = :user_id ORDER BY joined_at, memberships.tenant_id"
)
_FIND = sa.text("SELECT * FROM organisations WHERE tenant_id = :id")
_RENAME = sa.text(
    "UPDATE organisations SET name = :name, version = :version"
    " WHERE tenant_id = :id AND version = :version - 1"
)
_DELETE = sa.text("DELETE FROM tenants WHERE tenant_id = :id AND kind = 'organisation'")
_DELETE_ORPHANS = sa.text(
    "DELETE FROM tenants WHERE tenant_id IN (SELECT tenant_id FROM organisations WHERE NOT EXISTS"
    " (SELECT FROM memberships WHERE memberships.tenant_id = organisations.tenant_id AND role = 'admin')"
    " LIMIT 100) RETURNING tenant_id"
)


class PostgresOrganisations:
    def __init__(self, database: Database, facts: FactWriter) -> None:
        self._database = database
        self._facts = facts

    def found(self, organisation: Organisation, founder: Member, facts: Sequence[Fact]) -> None:
        row = _row(organisation)
        with self._database.transaction(organisation.id) as connection:
            connection.execute(_ADD_TENANT, row)
            connection.execute(_ADD, row)
            connection.execute(ADD_MEMBER, member_row(founder))
            self._facts.write(connection, facts)

    def of(self, person: Person) -> Sequence[Affiliation]:
        with self._database.transaction(person.tenant_id) as connection:
            rows = connection.execute(_OF, {"tenant_id": person.tenant_id, "user_id": person.user_id}).all()
        return [Affiliation(organisation_of(row), member_of(row)) for row in rows]

    def find(self, organisation_id: UUID) -> Organisation | None:
        with self._database.transaction(organisation_id) as connection:
            row = connection.execute(_FIND, {"id": organisation_id}).one_or_none()
        return organisation_of(row) if row else None

    def rename(self, organisation: Organisation, facts: Sequence[Fact]) -> bool:
        with self._database.transaction(organisation.id) as connection:
            if connection.execute(_RENAME, _row(organisation)).rowcount == 0:
                return False
            self._facts.write(connection, facts)
        return True

    def delete(self, organisation_id: UUID, facts: Sequence[Fact]) -> bool:
        with self._database.transaction(organisation_id) as connection:
            if connection.execute(_DELETE, {"id": organisation_id}).rowcount == 0:
                return False
            self._facts.write(connection, facts)
        return True


def orphan_sweep(facts: FactWriter, clock: Clock) -> Callable[[sa.Connection], int]:
    """For the relay: deletes a batch of organisations that nobody looks after, as their last administrator's
    account is gone; how many."""

    def sweep(connection: sa.Connection) -> int:
        gone = connection.execute(_DELETE_ORPHANS).scalars().all()
        now = clock.now()
        facts.write(connection, [Act("organisation.deleted", now, tenant_id) for tenant_id in gone])
        return len(gone)

    return sweep


def organisation_of(row: sa.Row[Any]) -> Organisation:
    return Organisation(row.tenant_id, row.name, row.created_at, row.version)


def _row(organisation: Organisation) -> dict[str, object]:
    return {
        "id": organisation.id,
        "name": organisation.name,
        "version": organisation.version,
        "created_at": organisation.created_at,
    }
