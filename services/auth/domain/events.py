"""What this service announces."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.auth.domain.session import Reason


@dataclass(frozen=True)
class UserRegistered:
    """There is a new user with a space of its own."""

    tenant_id: UUID
    user_id: UUID
    at: datetime


@dataclass(frozen=True)
class UserDeleted:
    """The user is gone: every service erases the tenant. `by` is who ordered it, if it was somebody else."""

    tenant_id: UUID
    user_id: UUID
    at: datetime
    by: UUID | None = None


@dataclass(frozen=True)
class SessionRevoked:
    """Access tokens of the session are refused from now on. `by` is who ended it, if it was somebody else."""

    tenant_id: UUID
    user_id: UUID
    session_id: UUID
    reason: Reason
    at: datetime
    by: UUID | None = None


@dataclass(frozen=True)
class TenantPurged:
    """Nothing of the tenant is left in any service."""

    tenant_id: UUID
    at: datetime


Event = UserRegistered | UserDeleted | SessionRevoked | TenantPurged


def deletion_events(
    tenant_id: UUID, user_id: UUID, session_ids: Sequence[UUID], at: datetime, by: UUID | None = None
) -> tuple[Event, ...]:
    """The sessions end first: no request of the user may come after the erasure has begun."""
    revoked = (SessionRevoked(tenant_id, user_id, each, "user_deleted", at, by) for each in session_ids)
    return (*revoked, UserDeleted(tenant_id, user_id, at, by))
