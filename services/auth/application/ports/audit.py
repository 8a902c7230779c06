"""The audit trail."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from services.auth.domain.audit import Act


class AuditTrail(Protocol):
    """Append-only. Acts that come with a change of the stores are handed to those, to be stored in the same
    transaction; here goes what changes nothing, such as a refusal."""

    def record(self, act: Act) -> None: ...


class ToldActs(Protocol):
    """Acts that other services tell of."""

    def record_once(self, tenant_id: UUID, message_id: UUID, act: Act) -> None:
        """Nothing where the message was recorded before. The act is the tenant's."""
        ...


@dataclass(frozen=True)
class RecordedAct:
    """`peer`, `agent` and `request_id` are empty where no request led to it, and once its account is gone."""

    id: UUID
    act: Act
    peer: str = ""
    agent: str = ""
    request_id: str = ""

    def told_to(self, user_id: UUID) -> "RecordedAct":
        """Where somebody else acted from, such as an administrator, is nothing that a user is told."""
        return self if self.act.actor_id in (None, user_id) else RecordedAct(self.id, self.act)


@dataclass(frozen=True)
class ActFilter:
    """`tenant_id` None means every tenant, which is for administrators only. `person_id` did it, or had it
    done to them. `kind` is a kind or the part before its dot. `since` is inclusive, `until` is not."""

    tenant_id: UUID | None = None
    person_id: UUID | None = None
    kind: str | None = None
    peer: str | None = None
    since: datetime | None = None
    until: datetime | None = None


class AuditLog(Protocol):
    """The trail, to be read."""

    def page(self, wanted: ActFilter, limit: int, after: UUID | None) -> Sequence[RecordedAct]:
        """The newest first, from the one after `after`."""
        ...
