"""Getting new recovery codes."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from services.auth.application.fresh_proof import FreshProof
from services.auth.application.ports.factors import Factors
from services.auth.application.ports.time_and_chance import Clock, RandomBytes
from services.auth.domain.audit import Act
from services.auth.domain.errors import NoSuchFactor
from services.auth.domain.recovery_code import RecoveryCode, new_codes


@dataclass(frozen=True)
class RenewRecoveryCodes:
    """Replace all recovery codes, used or not, by ten new ones, shown now and never again.

    Needs a fresh proof, and a factor that the codes stand in for.
    """

    factors: Factors
    proof: FreshProof
    clock: Clock
    random: RandomBytes

    def __call__(self, tenant_id: UUID, user_id: UUID, session_id: UUID) -> Sequence[RecoveryCode]:
        self.proof.require(tenant_id, session_id)
        codes = new_codes(self.random)
        renewed = Act("recovery_codes.renewed", self.clock.now(), tenant_id, user_id)
        digests = [each.digest for each in codes]
        if not self.factors.renew_recovery_codes(tenant_id, user_id, digests, [renewed]):
            raise NoSuchFactor("Recovery codes stand in for a second factor, and there is none.")
        return codes
