"""What administrators see and change of other people's accounts."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol
from uuid import UUID

from services.auth.domain.audit import Fact
from services.auth.domain.events import SessionRevoked
from services.auth.domain.session import Reason, Session

EndingFacts = Callable[[Sequence[UUID]], Sequence[Fact]]
"""From the sessions that a change ended to what it leaves behind."""
State = Literal["active", "disabled", "deleting"]


@dataclass(frozen=True)
class AccountSummary:
    """An account as administrators see it; nothing of what it holds."""

    user_id: UUID
    tenant_id: UUID
    email: str | None
    display_name: str
    roles: tuple[str, ...]
    state: State
    sessions: int
    created_at: datetime


@dataclass(frozen=True)
class AccountFilter:
    """`text` is part of an address or a name, or a whole id."""

    text: str | None = None
    role: str | None = None
    state: State | None = None


class AccountDirectory(Protocol):
    """All accounts, whatever their tenant; for administrators only."""

    def page(self, wanted: AccountFilter, limit: int, after: UUID | None) -> Sequence[AccountSummary]:
        """The newest first, from the one after `after`."""
        ...

    def find(self, user_id: UUID) -> AccountSummary | None: ...

    def sessions(self, tenant_id: UUID, user_id: UUID) -> Sequence[Session]:
        """Those that have not been ended, the newest first; some may have expired."""
        ...


@dataclass(frozen=True)
class Change:
    """To whose account, when, why the sessions end that it ends, and by whom where that is somebody else."""

    tenant_id: UUID
    user_id: UUID
    at: datetime
    reason: Reason
    by: UUID | None = None


def revoked(change: Change, ended: Sequence[UUID]) -> Sequence[SessionRevoked]:
    """What is announced of the sessions that a change has ended."""
    return [
        SessionRevoked(change.tenant_id, change.user_id, each, change.reason, change.at, change.by)
        for each in ended
    ]


class AccountStates(Protocol):
    """Each method is one transaction with what it leaves behind."""

    def disable(self, change: Change, facts: EndingFacts) -> bool:
        """Ends every session and lets none begin; False where it is disabled or being deleted already."""
        ...

    def enable(self, change: Change, facts: Sequence[Fact]) -> bool:
        """False where it is not disabled, or is being deleted."""
        ...

    def give_roles(self, change: Change, roles: Collection[str], facts: Sequence[Fact]) -> bool:
        """All that the account is to have; False where there is none that is active."""
        ...

    def take_roles(self, change: Change, roles: Collection[str], facts: EndingFacts) -> bool:
        """The same, and ends every session: tokens with the roles of before are refused from now on."""
        ...

    def end_sessions(self, change: Change, facts: EndingFacts) -> None: ...
