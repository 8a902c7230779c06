"""Where a user is logged in."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from services.auth.application.ports.administration import Change, EndingFacts
from services.auth.domain.device import Device


class Devices(Protocol):
    """The sessions of one user; each method is one transaction."""

    def page(
        self, tenant_id: UUID, user_id: UUID, now: datetime, limit: int, after: UUID | None
    ) -> Sequence[Device]:
        """Those that are active, the newest first, from the one after `after`."""
        ...

    def end_all(self, change: Change, facts: EndingFacts, kept: UUID | None) -> None:
        """Ends them all but `kept`, with what that leaves behind."""
        ...
