"""Showing that the authenticator app works."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from services.auth.application.caller import Caller
from services.auth.application.code_check import CodeCheck
from services.auth.application.factor_facts import factor_added
from services.auth.application.ports.factors import Factors
from services.auth.application.ports.guessing import CodeLimits
from services.auth.application.ports.time_and_chance import Clock, RandomBytes
from services.auth.domain.errors import FactorExists, FactorRefused, NoSuchFactor
from services.auth.domain.recovery_code import RecoveryCode, codes_for


@dataclass(frozen=True)
class ConfirmTotp:
    """Make the authenticator app a second factor, with a code of it.

    With the first factor come ten recovery codes, shown now and never again. The code is spent.
    """

    factors: Factors
    check: CodeCheck
    limits: CodeLimits
    clock: Clock
    random: RandomBytes

    def __call__(self, caller: Caller, code: str) -> Sequence[RecoveryCode]:
        totp = self.factors.find_totp(caller.tenant_id, caller.user_id)
        if totp is None:
            raise NoSuchFactor("No authenticator app is being set up.")
        if totp.confirmed_at:
            raise FactorExists("The authenticator app is confirmed already.")
        self.limits.check(caller.user_id, caller.peer, "totp")
        step = self.check.step(totp, code)
        if step is None:
            self.limits.count_failure(caller.user_id, caller.peer, "totp")
            raise FactorRefused("This is not the app's code: compare the clocks of both devices.")
        now = self.clock.now()
        codes = codes_for(self.factors.of(caller.tenant_id, caller.user_id), self.random)
        facts = factor_added(caller.tenant_id, caller.user_id, now, "totp")
        confirmed = replace(totp, last_step=step, confirmed_at=now)
        if not self.factors.confirm_totp(confirmed, [each.digest for each in codes], facts):
            raise FactorExists("Another request has confirmed the app, or begun anew.")
        return codes
