"""Members of organisations in PostgreSQL."""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from chassis.database import Database
from services.auth.adapters.outbound.postgres.facts import FactWriter
from services.auth.application.ports.organisations import NamedMember
from services.auth.domain.audit import Fact
from services.auth.domain.email import EmailAddress
from services.auth.domain.organisation import Member, Person, keep_an_admin

ADD_MEMBER = sa.text(
    "INSERT INTO memberships (tenant_id, user_id, user_tenant_id, email, role, joined_at, role_since)"
    " VALUES (:tenant_id, :user_id, :user_tenant_id, :email, :role, :joined_at, :role_since)"
    " ON CONFLICT (tenant_id, user_id) DO NOTHING"
)
_ACTIVE = (
    "SELECT memberships.*, display_name FROM memberships JOIN users ON users.id = memberships.user_id"
    " WHERE memberships.tenant_id = :tenant_id AND disabled_at IS NULL"
)
_FIND = sa.text(f"{_ACTIVE} AND user_id = :user_id")
_PAGE = sa.text(
    f"{_ACTIVE} AND role = ANY(:shown) AND (cast(:after AS uuid) IS NULL OR user_id > :after)"
    " ORDER BY user_id LIMIT :limit"
)
_AMONG = sa.text(f"{_ACTIVE} AND user_id = ANY(:user_ids) ORDER BY user_id")
_ADMINS = sa.text(f"{_ACTIVE} AND role = 'admin'")
_LOCK = sa.text("SELECT FROM organisations WHERE tenant_id = :tenant_id FOR UPDATE")
_CHANGE_ROLE = sa.text(
    "UPDATE memberships SET role = :role, role_since = :role_since"
    " WHERE tenant_id = :tenant_id AND user_id = :user_id"
)
_REMOVE = sa.text("DELETE FROM memberships WHERE tenant_id = :tenant_id AND user_id = :user_id")


class PostgresMembers:
    """The row of the organisation is locked for each change: two administrators can't leave at once."""

    def __init__(self, database: Database, facts: FactWriter) -> None:
        self._database = database
        self._facts = facts

    def find(self, organisation_id: UUID, user_id: UUID) -> Member | None:
        with self._database.transaction(organisation_id) as connection:
            key = {"tenant_id": organisation_id, "user_id": user_id}
            row = connection.execute(_FIND, key).one_or_none()
        return member_of(row) if row else None

    def page(
        self, organisation_id: UUID, limit: int, after: UUID | None, shown: Collection[str]
    ) -> Sequence[NamedMember]:
        asked = {"tenant_id": organisation_id, "limit": limit, "after": after, "shown": list(shown)}
        with self._database.transaction(organisation_id) as connection:
            return [_named(row) for row in connection.execute(_PAGE, asked)]

    def among(self, organisation_id: UUID, user_ids: Collection[UUID]) -> Sequence[NamedMember]:
        asked = {"tenant_id": organisation_id, "user_ids": list(user_ids)}
        with self._database.transaction(organisation_id) as connection:
            return [_named(row) for row in connection.execute(_AMONG, asked)]

    def change_role(self, member: Member, facts: Sequence[Fact]) -> bool:
        return self._change(_CHANGE_ROLE, member_row(member), facts, parting=member.role != "admin")

    def remove(self, organisation_id: UUID, user_id: UUID, facts: Sequence[Fact]) -> bool:
        key = {"tenant_id": organisation_id, "user_id": user_id}
        return self._change(_REMOVE, key, facts, parting=True)

    def _change(
        self, statement: sa.TextClause, row: dict[str, Any], facts: Sequence[Fact], *, parting: bool
    ) -> bool:
        """`parting` says that the member is no administrator afterwards."""
        with self._database.transaction(row["tenant_id"]) as connection:
            connection.execute(_LOCK, row)
            if parting:
                admins = connection.execute(_ADMINS, row)
                keep_an_admin([admin.user_id for admin in admins], row["user_id"])
            if connection.execute(statement, row).rowcount == 0:
                return False
            self._facts.write(connection, facts)
        return True


def member_of(row: sa.Row[Any]) -> Member:
    person = Person(row.user_id, row.user_tenant_id)
    return Member(row.tenant_id, person, EmailAddress(row.email), row.role, row.joined_at, row.role_since)


def member_row(member: Member) -> dict[str, object]:
    return {
        "tenant_id": member.organisation_id,
        "user_id": member.person.user_id,
        "user_tenant_id": member.person.tenant_id,
        "email": member.email.value,
        "role": member.role,
        "joined_at": member.joined_at,
        "role_since": member.role_since,
    }


def _named(row: sa.Row[Any]) -> NamedMember:
    return NamedMember(member_of(row), row.display_name)
