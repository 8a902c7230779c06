"""Getting new recovery codes."""

from collections.abc import Sequence
from dataclasses import dataclass

from services.auth.application.caller import Caller
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

    def __call__(self, caller: Caller) -> Sequence[RecoveryCode]:
        self.proof.require(caller.tenant_id, caller.session_id)
        codes = new_codes(self.random)
        renewed = Act("recovery_codes.renewed", self.clock.now(), caller.tenant_id, caller.user_id)
        digests = [each.digest for each in codes]
        if not self.factors.renew_recovery_codes(caller.tenant_id, caller.user_id, digests, [renewed]):
            raise NoSuchFactor("Recovery codes stand in for a second factor, and there is none.")
        return codes
