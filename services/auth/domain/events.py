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
    """The user is gone: every service erases the tenant."""

    tenant_id: UUID
    user_id: UUID
    at: datetime


@dataclass(frozen=True)
class SessionRevoked:
    """Access tokens of the session are refused from now on."""

    tenant_id: UUID
    user_id: UUID
    session_id: UUID
    reason: Reason
    at: datetime


@dataclass(frozen=True)
class TenantPurged:
    """Nothing of the tenant is left in any service."""

    tenant_id: UUID
    at: datetime


Event = UserRegistered | UserDeleted | SessionRevoked | TenantPurged


def deletion_events(
    tenant_id: UUID, user_id: UUID, session_ids: Sequence[UUID], at: datetime
) -> tuple[Event, ...]:
    """The sessions end first: no request of the user may come after the erasure has begun."""
    revoked = (SessionRevoked(tenant_id, user_id, each, "user_deleted", at) for each in session_ids)
    return (*revoked, UserDeleted(tenant_id, user_id, at))
