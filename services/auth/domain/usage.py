"""What was used, by whom, and what it cost: entries that nobody changes."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

Grouping = Literal["day", "provider", "operation"]
"""Days are those of UTC."""


@dataclass(frozen=True)
class UsageEntry:
    """One act of one service; `id` is the act's own.

    `key_owner` is the tenant whose own key of the provider paid, the user's or an organisation's; None is the
    installation.
    """

    id: UUID
    tenant_id: UUID
    user_id: UUID | None
    recording_id: UUID | None
    service: str
    provider: str
    operation: str
    units: float
    unit: str
    cost_usd: float
    key_owner: UUID | None
    at: datetime


@dataclass(frozen=True)
class UsageTotal:
    """Of the entries with the same `key`, unit and payer."""

    key: str
    unit: str
    own_key: bool
    units: float
    cost_usd: float
    acts: int
