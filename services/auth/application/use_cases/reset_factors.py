"""An administrator helps somebody who has lost every second factor."""

from dataclasses import dataclass
from uuid import UUID

from services.auth.application.caller import Caller
from services.auth.application.factor_facts import factors_reset
from services.auth.application.fresh_proof import FreshProof
from services.auth.application.ports.factors import Factors
from services.auth.application.ports.time_and_chance import Clock
from services.auth.domain.errors import NoSuchFactor


@dataclass(frozen=True)
class ResetFactors:
    """Remove every second factor of a user, who logs in with the password alone from then on.

    Only for an administrator who has made sure by other means who is asking; who has a second factor needs a
    fresh proof.
    """

    factors: Factors
    proof: FreshProof
    clock: Clock

    def __call__(self, admin: Caller, tenant_id: UUID, user_id: UUID) -> None:
        """Raises ProofRequired and NoSuchFactor."""
        self.proof.require_of_enrolled(admin.tenant_id, admin.user_id, admin.session_id)
        facts = factors_reset(tenant_id, user_id, self.clock.now(), admin.user_id)
        if not self.factors.clear(tenant_id, user_id, facts):
            raise NoSuchFactor("The user has no second factor.")
