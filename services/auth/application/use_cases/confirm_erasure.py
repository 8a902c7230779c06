"""Collecting the receipts of an erasure, and doing auth's own part last."""

from dataclasses import dataclass
from uuid import UUID

from services.auth.application.ports.erasures import Erasures, TenantMessages
from services.auth.application.ports.time_and_chance import Clock
from services.auth.domain.erasure import is_confirmed
from services.auth.domain.events import TenantPurged


@dataclass(frozen=True)
class ConfirmErasure:
    """Note that a service has erased a tenant; after the last of them, erase what is here.

    - The broker's copies go before auth's own rows, all but the receipt in hand: after a crash in between
      the broker delivers it again, finds the erasure still open and does both again.
    - The receipt itself and what followed it go last; where that fails, what is left expires with its stream.
    - Receipts may come in any order and more than once; without an open erasure they mean nothing.
    """

    erasures: Erasures
    messages: TenantMessages
    clock: Clock

    def __call__(self, tenant_id: UUID, service: str, position: int) -> None:
        """`position` is the receipt's place in the stream of events."""
        if is_confirmed(self.erasures.confirm(tenant_id, service)):
            self.messages.purge(tenant_id, before=position)
            self.erasures.finish(TenantPurged(tenant_id, self.clock.now()))
            self.messages.purge(tenant_id)
