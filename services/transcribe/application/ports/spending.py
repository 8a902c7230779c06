"""What paid engines cost."""

from dataclasses import dataclass
from typing import Protocol
from uuid import UUID


@dataclass(frozen=True)
class Spending:
    """A tenant's of today (UTC), calls under way included; `resets_in_s` is the rest of the day."""

    spent_usd: float
    cap_usd: float
    """The operator's limit."""
    resets_in_s: float


class SpendingBook(Protocol):
    """Counts what the installation's own keys pay."""

    def today(self, tenant_id: UUID) -> Spending: ...
