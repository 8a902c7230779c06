"""The ledger of usage in memory; it passes the same suite as the one on Postgres."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from services.auth.application.ports.usage import EntryPlace, TotalPlace, UsageWanted
from services.auth.domain.usage import Grouping, UsageEntry, UsageTotal


@dataclass
class FakeUsageLedger:
    """`tenants` are those that there are; None stands for any."""

    tenants: Collection[UUID] | None = None
    kept: dict[UUID, UsageEntry] = field(default_factory=dict)

    def add(self, entry: UsageEntry) -> None:
        if self.tenants is None or entry.tenant_id in self.tenants:
            self.kept.setdefault(entry.id, entry)

    def entries(self, wanted: UsageWanted, limit: int, after: EntryPlace | None) -> Sequence[UsageEntry]:
        found = [one for one in self._fitting(wanted) if after is None or (one.at, one.id) < after]
        return sorted(found, key=lambda one: (one.at, one.id), reverse=True)[:limit]

    def totals(
        self, wanted: UsageWanted, by: Grouping, limit: int, after: TotalPlace | None
    ) -> Sequence[UsageTotal]:
        groups: dict[TotalPlace, list[UsageEntry]] = {}
        for one in self._fitting(wanted):
            place = (_key(one, by), one.unit, one.key_owner is not None)
            groups.setdefault(place, []).append(one)
        found = sorted(place for place in groups if after is None or place > after)
        return [_total(place, groups[place]) for place in found[:limit]]

    def _fitting(self, wanted: UsageWanted) -> list[UsageEntry]:
        scope = wanted.scope
        return [
            one
            for one in self.kept.values()
            if scope.kind == "everyone" or scope.tenant_id == getattr(one, _OWNERS[scope.kind])
            if wanted.begin is None or one.at >= wanted.begin
            if wanted.end is None or one.at < wanted.end
        ]


_OWNERS = {"tenant": "tenant_id", "key_owner": "key_owner"}


def _key(entry: UsageEntry, by: Grouping) -> str:
    return entry.at.strftime("%Y-%m-%d") if by == "day" else str(getattr(entry, by))


def _total(place: TotalPlace, entries: Sequence[UsageEntry]) -> UsageTotal:
    units, cost = sum(one.units for one in entries), sum(one.cost_usd for one in entries)
    return UsageTotal(*place, units=units, cost_usd=cost, acts=len(entries))
