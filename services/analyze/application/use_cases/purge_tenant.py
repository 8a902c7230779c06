"""A user left and took the tenant with them."""

from dataclasses import dataclass
from uuid import UUID

from services.analyze.application.ports.eraser import Eraser
from services.analyze.application.ports.messages import Cause
from services.analyze.domain.events import TenantPurged


@dataclass(frozen=True)
class PurgeTenant:
    """Erases everything that is kept of a tenant.

    - The receipt is announced also where nothing was kept.
    - What arrives late for the tenant is refused: a tombstone stays.
    """

    eraser: Eraser

    def __call__(self, tenant_id: UUID, cause: Cause) -> None:
        self.eraser.erase_tenant(TenantPurged(tenant_id), cause)
