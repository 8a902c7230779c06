"""Usage as clients ask for it and get it."""

from datetime import UTC, datetime
from typing import Literal
from uuid import UUID

from pydantic import Field

from chassis.web import PageQuery, View
from services.auth.domain.usage import Grouping, UsageEntry, UsageTotal


class UsageQuery(PageQuery):
    """Which usage, of whom, and how it is put together."""

    since: datetime | None = Field(
        default=None, description="From this moment or day on.", examples=["2026-11-01"]
    )
    until: datetime | None = Field(default=None, description="Before this moment or day.")
    group: Grouping | None = Field(
        default=None, description="Totals by day (UTC), provider or operation; left out: every single act."
    )
    organisation_id: UUID | None = Field(
        default=None, description="What the keys of this organisation paid for; for its administrators."
    )
    everyone: bool = Field(default=False, description="Of all accounts; for administrators.")
    format: Literal["json", "csv"] | None = Field(
        default=None, description="Left out: as `Accept` says, else JSON."
    )

    def moments(self) -> tuple[datetime | None, datetime | None]:
        return _in_utc(self.since), _in_utc(self.until)


class UsageEntryView(View):
    """One act that somebody may be billed for."""

    id: UUID
    at: datetime
    tenant_id: UUID
    user_id: UUID | None
    recording_id: UUID | None
    service: str
    provider: str = Field(examples=["openai"])
    operation: str = Field(examples=["transcribe"])
    units: float
    unit: str = Field(examples=["audio_seconds"])
    cost_usd: float
    own_key: bool = Field(description="Whether the user's or an organisation's own key paid.")

    @classmethod
    def of(cls, entry: UsageEntry) -> "UsageEntryView":
        return cls(
            id=entry.id,
            at=entry.at,
            tenant_id=entry.tenant_id,
            user_id=entry.user_id,
            recording_id=entry.recording_id,
            service=entry.service,
            provider=entry.provider,
            operation=entry.operation,
            units=entry.units,
            unit=entry.unit,
            cost_usd=entry.cost_usd,
            own_key=entry.key_owner is not None,
        )


class UsageTotalView(View):
    """What belongs together by `group`, and has one unit and one payer."""

    key: str = Field(description="The day, the provider or the operation.", examples=["2026-11-21"])
    unit: str
    own_key: bool
    units: float
    cost_usd: float
    acts: int

    @classmethod
    def of(cls, total: UsageTotal) -> "UsageTotalView":
        return cls(
            key=total.key,
            unit=total.unit,
            own_key=total.own_key,
            units=total.units,
            cost_usd=round(total.cost_usd, 6),
            acts=total.acts,
        )


class UsageEntryPage(View):
    items: list[UsageEntryView]
    next_cursor: str | None


class UsageTotalPage(View):
    items: list[UsageTotalView]
    next_cursor: str | None


def _in_utc(moment: datetime | None) -> datetime | None:
    """One without a zone is UTC."""
    return moment.replace(tzinfo=UTC) if moment and moment.tzinfo is None else moment
