"""Whether a code is that of the user."""

from dataclasses import dataclass
from uuid import UUID

from services.auth.application.ports.audit import AuditTrail
from services.auth.application.ports.factors import Factors, Totp
from services.auth.application.ports.guessing import CodeLimits
from services.auth.application.ports.sealing import Sealer
from services.auth.application.ports.time_and_chance import Clock
from services.auth.domain.audit import Act
from services.auth.domain.recovery_code import RecoveryCode
from services.auth.domain.second_factor import CodeMethod
from services.auth.domain.totp import is_app_code, step_of


@dataclass(frozen=True)
class CodeCheck:
    """Takes six digits for the app's and everything else for a recovery code. What was accepted is spent;
    what was not is counted and recorded."""

    factors: Factors
    sealer: Sealer
    limits: CodeLimits
    audit: AuditTrail
    clock: Clock

    def __call__(self, tenant_id: UUID, user_id: UUID, text: str, peer: str) -> CodeMethod | None:
        """What the code was; None for a wrong one. Raises RateLimited."""
        method: CodeMethod = "totp" if is_app_code(text.strip()) else "recovery_code"
        self.limits.check(user_id, peer, method)
        spend = self._spend_step if method == "totp" else self._spend_recovery_code
        reason = spend(tenant_id, user_id, text.strip())
        if reason is None:
            return method
        self.limits.count_failure(user_id, peer, method)
        details = {"method": method, "reason": reason}
        self.audit.record(
            Act("factor.refused", self.clock.now(), tenant_id, target_id=user_id, details=details)
        )
        return None

    def step(self, totp: Totp, code: str) -> int | None:
        """Which step of the app this is the code of; None for a wrong one."""
        return step_of(self.sealer.open(totp.label, totp.secret), code, self.clock.now())

    def _spend_step(self, tenant_id: UUID, user_id: UUID, code: str) -> str | None:
        """Why it is refused."""
        totp = self.factors.find_totp(tenant_id, user_id)
        if totp is None or totp.confirmed_at is None:
            return "not_enrolled"
        step = self.step(totp, code)
        if step is None:
            return "wrong"
        return None if self.factors.spend_step(tenant_id, user_id, step) else "replayed"

    def _spend_recovery_code(self, tenant_id: UUID, user_id: UUID, text: str) -> str | None:
        used = Act("recovery_code.used", self.clock.now(), tenant_id, user_id)
        digest = RecoveryCode.typed(text).digest
        return None if self.factors.use_recovery_code(tenant_id, user_id, digest, [used]) else "wrong"
