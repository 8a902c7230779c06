"""Deletions of accounts that are still to come."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from services.auth.domain.audit import Fact


class ScheduledDeletions(Protocol):
    """Each method is one transaction, and stores the facts where it changes something."""

    def schedule(self, tenant_id: UUID, user_id: UUID, due_at: datetime, facts: Sequence[Fact]) -> bool:
        """False where one is scheduled already, which stays, or the user is gone."""
        ...

    def cancel(self, tenant_id: UUID, user_id: UUID, facts: Sequence[Fact]) -> bool:
        """False where none is scheduled."""
        ...


class DueDeletions(Protocol):
    """For the worker, which knows no tenant before."""

    def due(self, at: datetime) -> Sequence[tuple[UUID, UUID]]:
        """Some tenants and users whose time has come, the longest due first."""
        ...
