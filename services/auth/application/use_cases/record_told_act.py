"""What another service tells of goes into the audit trail as well."""

from dataclasses import dataclass
from uuid import UUID

from services.auth.application.ports.audit import ToldActs
from services.auth.domain.audit import Act


@dataclass(frozen=True)
class RecordToldAct:
    """Shares live in ingest, the trail lives here: it holds who shared what with whom, and what coaches read.

    The same message counts once, however often it comes.
    """

    told: ToldActs

    def __call__(self, tenant_id: UUID, message_id: UUID, act: Act) -> None:
        self.told.record_once(tenant_id, message_id, act)
