"""Outside identities in PostgreSQL."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from chassis.database import Database
from services.auth.adapters.outbound.postgres.facts import FactWriter
from services.auth.application.ports.outside_identity import UnlinkOutcome
from services.auth.domain.audit import Fact
from services.auth.domain.outside_identity import LinkedIdentity

_NAME_IDENTITY = sa.text("SELECT set_config('app.identity', :named, true)")
_FIND = sa.text("SELECT * FROM identities WHERE issuer = :issuer AND subject = :subject")
_LINK_AGAIN = sa.text(
    "UPDATE identities SET id = :id, provider = :provider, linked_at = :linked_at, unlinked_at = NULL"
    " WHERE tenant_id = :tenant_id AND user_id = :user_id AND issuer = :issuer AND subject = :subject"
    " AND unlinked_at IS NOT NULL"
)
# The row of the user is locked: a deletion that runs at the same time either sees this row or forbids it.
_LINK = sa.text(
    "INSERT INTO identities (id, tenant_id, user_id, provider, issuer, subject, linked_at)"
    " SELECT :id, tenant_id, id, :provider, :issuer, :subject, :linked_at FROM users"
    " WHERE tenant_id = :tenant_id AND id = :user_id AND disabled_at IS NULL FOR SHARE"
    " ON CONFLICT (issuer, subject) DO NOTHING"
)
_OF_USER = sa.text(
    "SELECT * FROM identities WHERE tenant_id = :tenant_id AND user_id = :user_id AND unlinked_at IS NULL"
    " ORDER BY linked_at, id"
)
_LOCK_USER = sa.text("SELECT id FROM users WHERE tenant_id = :tenant_id AND id = :user_id FOR UPDATE")
_IS_LINKED = sa.text(
    "SELECT EXISTS (SELECT FROM identities WHERE tenant_id = :tenant_id AND id = :id AND unlinked_at IS NULL)"
)
_UNLINK = sa.text(
    "UPDATE identities SET unlinked_at = :at WHERE tenant_id = :tenant_id AND id = :id"
    " AND (EXISTS (SELECT FROM logins WHERE user_id = :user_id AND password_hash IS NOT NULL)"
    " OR EXISTS (SELECT FROM identities AS others WHERE others.user_id = :user_id AND others.id <> :id"
    " AND others.unlinked_at IS NULL))"
)


class PostgresIdentities:
    """Whose an identity is, is decided by the database's constraint."""

    def __init__(self, database: Database, facts: FactWriter) -> None:
        self._database = database
        self._facts = facts

    def find(self, issuer: str, subject: str) -> LinkedIdentity | None:
        with self._database.transaction(None) as connection:
            connection.execute(_NAME_IDENTITY, {"named": f"{issuer}\n{subject}"})
            row = connection.execute(_FIND, {"issuer": issuer, "subject": subject}).one_or_none()
        return _identity(row) if row else None

    def link(self, identity: LinkedIdentity, facts: Sequence[Fact]) -> bool:
        row = vars(identity)
        with self._database.transaction(identity.tenant_id) as connection:
            linked = connection.execute(_LINK_AGAIN, row).rowcount or connection.execute(_LINK, row).rowcount
            if linked:
                self._facts.write(connection, facts)
        return bool(linked)

    def of_user(self, tenant_id: UUID, user_id: UUID) -> Sequence[LinkedIdentity]:
        with self._database.transaction(tenant_id) as connection:
            rows = connection.execute(_OF_USER, {"tenant_id": tenant_id, "user_id": user_id}).all()
        return [_identity(row) for row in rows]

    def unlink(self, identity: LinkedIdentity, at: datetime, facts: Sequence[Fact]) -> UnlinkOutcome:
        """The user's row is locked, so that of two that are left one stays."""
        row = vars(identity) | {"at": at}
        with self._database.transaction(identity.tenant_id) as connection:
            connection.execute(_LOCK_USER, row)
            if not connection.execute(_IS_LINKED, row).scalar_one():
                return "unknown"
            if connection.execute(_UNLINK, row).rowcount == 0:
                return "last_way_in"
            self._facts.write(connection, facts)
        return "unlinked"


def _identity(row: sa.Row[Any]) -> LinkedIdentity:
    return LinkedIdentity(
        id=row.id,
        tenant_id=row.tenant_id,
        user_id=row.user_id,
        provider=row.provider,
        issuer=row.issuer,
        subject=row.subject,
        linked_at=row.linked_at,
        unlinked_at=row.unlinked_at,
    )
