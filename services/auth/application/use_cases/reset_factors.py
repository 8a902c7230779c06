"""An administrator helps somebody who has lost every second factor."""

from dataclasses import dataclass
from uuid import UUID

from services.auth.application.factor_facts import factors_reset
from services.auth.application.ports.factors import Factors
from services.auth.application.ports.time_and_chance import Clock
from services.auth.domain.errors import NoSuchFactor


@dataclass(frozen=True)
class ResetFactors:
    """Remove every second factor of a user, who logs in with the password alone from then on.

    Only for an administrator who has made sure by other means who is asking.
    """

    factors: Factors
    clock: Clock

    def __call__(self, admin_id: UUID, tenant_id: UUID, user_id: UUID) -> None:
        facts = factors_reset(tenant_id, user_id, self.clock.now(), admin_id)
        if not self.factors.clear(tenant_id, user_id, facts):
            raise NoSuchFactor("The user has no second factor.")
