"""Reading the audit trail."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from services.auth.application.ports.audit import ActFilter, AuditLog, AuditTrail, RecordedAct
from services.auth.application.ports.time_and_chance import Clock
from services.auth.domain.audit import Act

_BATCH = 500


@dataclass(frozen=True)
class ActPage:
    """`after` is where the next page begins; None where there is none."""

    items: Sequence[RecordedAct]
    after: UUID | None


@dataclass(frozen=True)
class ReadAudit:
    """Administrators search the trail of everybody and take it away; everybody else sees their own.

    Taking it away is an act itself, and is recorded before the first line leaves.
    """

    log: AuditLog
    trail: AuditTrail
    clock: Clock

    def page(self, wanted: ActFilter, limit: int, after: UUID | None = None) -> ActPage:
        """The newest first."""
        found = self.log.page(wanted, limit + 1, after)
        items = found[:limit]
        return ActPage(items, items[-1].id if len(found) > limit else None)

    def of(self, tenant_id: UUID, limit: int, after: UUID | None = None) -> ActPage:
        """What happened in one account or organisation, or was tried."""
        return self.page(ActFilter(tenant_id=tenant_id), limit, after)

    def own(self, tenant_id: UUID, user_id: UUID, limit: int, after: UUID | None = None) -> ActPage:
        """What happened in the account of the user who is calling, as they may know it."""
        page = self.of(tenant_id, limit, after)
        return ActPage([recorded.told_to(user_id) for recorded in page.items], page.after)

    def export(self, admin_id: UUID, tenant_id: UUID, wanted: ActFilter) -> Iterator[RecordedAct]:
        """All that fits, the newest first, a batch at a time; `tenant_id` is the administrator's own."""
        self.trail.record(Act("audit.exported", self.clock.now(), tenant_id, admin_id))
        return self._all(wanted)

    def _all(self, wanted: ActFilter) -> Iterator[RecordedAct]:
        after: UUID | None = None
        while batch := self.log.page(wanted, _BATCH, after):
            yield from batch
            after = batch[-1].id
