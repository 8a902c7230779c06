"""The ledger of what was used."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol
from uuid import UUID

from services.auth.domain.usage import Grouping, UsageEntry, UsageTotal


@dataclass(frozen=True)
class UsageScope:
    """Whose: what a tenant used, what a tenant's keys paid for, or all there is."""

    kind: Literal["tenant", "key_owner", "everyone"]
    tenant_id: UUID | None = None


@dataclass(frozen=True)
class UsageWanted:
    """`begin` is the first moment, `end` the first that no longer counts."""

    scope: UsageScope
    begin: datetime | None = None
    end: datetime | None = None


EntryPlace = tuple[datetime, UUID]
TotalPlace = tuple[str, str, bool]
"""Where a page ended: key, unit and whether a key of one's own paid."""


class UsageLedger(Protocol):
    """Only grows; an account's entries go with the account."""

    def add(self, entry: UsageEntry) -> None:
        """Once for each id. Of an account that is gone, nothing is kept."""
        ...

    def entries(self, wanted: UsageWanted, limit: int, after: EntryPlace | None) -> Sequence[UsageEntry]:
        """The newest first."""
        ...

    def totals(
        self, wanted: UsageWanted, by: Grouping, limit: int, after: TotalPlace | None
    ) -> Sequence[UsageTotal]:
        """In the order of their keys."""
        ...
