"""Invitations in PostgreSQL."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from chassis.database import Database
from services.auth.adapters.outbound.postgres.facts import FactWriter
from services.auth.adapters.outbound.postgres.postgres_members import ADD_MEMBER, member_row
from services.auth.application.ports.organisations import OpenInvitation
from services.auth.domain.audit import Fact
from services.auth.domain.email import EmailAddress
from services.auth.domain.organisation import Invitation, Member, Organisation

_ADD = sa.text(
    "INSERT INTO invitations (id, tenant_id, email, role, invited_by, created_at, expires_at)"
    " VALUES (:id, :tenant_id, :email, :role, :invited_by, :created_at, :expires_at)"
    " ON CONFLICT (tenant_id, email) DO UPDATE SET id = excluded.id, role = excluded.role,"
    " invited_by = excluded.invited_by, created_at = excluded.created_at, expires_at = excluded.expires_at"
)
_PAGE = sa.text(
    "SELECT * FROM invitations WHERE tenant_id = :tenant_id"
    " AND (cast(:after AS uuid) IS NULL OR id < :after) ORDER BY id DESC LIMIT :limit"
)
_WITHDRAW = sa.text("DELETE FROM invitations WHERE tenant_id = :tenant_id AND id = :id")
_NAME_ADDRESS = sa.text("SELECT set_config('app.email', :email, true)")
_ADDRESSED_TO = sa.text(
    "SELECT invitations.*, name, version, organisations.created_at AS founded_at FROM invitations"
    " JOIN organisations ON organisations.tenant_id = invitations.tenant_id"
    " WHERE email = :email AND expires_at > :now ORDER BY id DESC"
)
_USE_UP = sa.text(
    "DELETE FROM invitations WHERE tenant_id = :tenant_id AND id = :id AND expires_at > :joined_at"
)
_SWEEP = sa.text(
    "DELETE FROM invitations WHERE id IN"
    " (SELECT id FROM invitations WHERE expires_at < now() - interval '30 days' LIMIT 1000)"
)


class PostgresInvitations:
    def __init__(self, database: Database, facts: FactWriter) -> None:
        self._database = database
        self._facts = facts

    def add(self, invitation: Invitation, facts: Sequence[Fact]) -> None:
        with self._database.transaction(invitation.organisation_id) as connection:
            connection.execute(_ADD, _row(invitation))
            self._facts.write(connection, facts)

    def page(self, organisation_id: UUID, limit: int, after: UUID | None) -> Sequence[Invitation]:
        asked = {"tenant_id": organisation_id, "limit": limit, "after": after}
        with self._database.transaction(organisation_id) as connection:
            return [_invitation(row) for row in connection.execute(_PAGE, asked)]

    def withdraw(self, organisation_id: UUID, invitation_id: UUID, facts: Sequence[Fact]) -> bool:
        key = {"tenant_id": organisation_id, "id": invitation_id}
        with self._database.transaction(organisation_id) as connection:
            if connection.execute(_WITHDRAW, key).rowcount == 0:
                return False
            self._facts.write(connection, facts)
        return True

    def addressed_to(self, email: EmailAddress, now: datetime) -> Sequence[OpenInvitation]:
        with self._database.transaction(None) as connection:
            connection.execute(_NAME_ADDRESS, {"email": email.value})
            rows = connection.execute(_ADDRESSED_TO, {"email": email.value, "now": now}).all()
        return [OpenInvitation(_invitation(row), _organisation(row)) for row in rows]

    def accept(self, invitation: Invitation, member: Member, facts: Sequence[Fact]) -> bool:
        row = member_row(member) | {"id": invitation.id}
        with self._database.transaction(invitation.organisation_id) as connection:
            if connection.execute(_USE_UP, row).rowcount == 0:
                return False
            if connection.execute(ADD_MEMBER, row).rowcount == 0:
                return False
            self._facts.write(connection, facts)
        return True


def sweep_invitations(connection: sa.Connection) -> int:
    """Deletes a batch of those that expired a month ago, for the relay; how many."""
    return connection.execute(_SWEEP).rowcount


def _row(invitation: Invitation) -> dict[str, object]:
    return {
        "id": invitation.id,
        "tenant_id": invitation.organisation_id,
        "email": invitation.email.value,
        "role": invitation.role,
        "invited_by": invitation.invited_by,
        "created_at": invitation.created_at,
        "expires_at": invitation.expires_at,
    }


def _invitation(row: sa.Row[Any]) -> Invitation:
    email = EmailAddress(row.email)
    return Invitation(row.id, row.tenant_id, email, row.role, row.invited_by, row.created_at)


def _organisation(row: sa.Row[Any]) -> Organisation:
    return Organisation(row.tenant_id, row.name, row.founded_at, row.version)
