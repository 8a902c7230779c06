"""Delete everything a tenant has."""

from dataclasses import dataclass
from uuid import UUID

from services.transcribe.application.ports.jobs import Cause, Erasure


@dataclass(frozen=True)
class PurgeTenant:
    """Business rules: as for a recording, for all of the tenant's."""

    erasure: Erasure

    def __call__(self, tenant_id: UUID, cause: Cause) -> None:
        self.erasure.erase_tenant(tenant_id, cause)
