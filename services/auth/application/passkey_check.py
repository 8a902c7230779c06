"""Whether an answer was signed by a passkey that we know."""

from dataclasses import dataclass, replace
from uuid import UUID

from services.auth.application.ports.audit import AuditTrail
from services.auth.application.ports.authenticators import Answer, Authenticators, PasskeyRefused
from services.auth.application.ports.factors import Passkeys
from services.auth.application.ports.time_and_chance import Clock
from services.auth.domain.audit import Act
from services.auth.domain.passkey import Passkey


@dataclass(frozen=True)
class PasskeyCheck:
    """Every use has to count further than the one before: where it does not there is a copy of the key, and
    it is refused. What was refused is recorded."""

    passkeys: Passkeys
    authenticators: Authenticators
    audit: AuditTrail
    clock: Clock

    def __call__(self, answer: Answer, nonce: bytes, user_id: UUID | None = None) -> Passkey | None:
        """The passkey that signed the nonce; with a user, only one of theirs."""
        passkey = None
        try:
            passkey = self.passkeys.find_anywhere(self.authenticators.credential_id(answer))
            if passkey is None or user_id not in (None, passkey.user_id):
                raise PasskeyRefused("unknown")
            self._count(passkey, self.authenticators.signed(answer, nonce, passkey))
        except PasskeyRefused as refusal:
            self._record(passkey, str(refusal))
            return None
        return passkey

    def _count(self, passkey: Passkey, sign_count: int) -> None:
        if passkey.has_a_copy(sign_count):
            raise PasskeyRefused("sign_count")
        if not self.passkeys.count_use(passkey, sign_count, self.clock.now()):
            raise PasskeyRefused("sign_count")

    def _record(self, passkey: Passkey | None, reason: str) -> None:
        details = {"method": "passkey", "reason": reason}
        act = Act("factor.refused", self.clock.now(), details=details)
        if passkey:
            act = replace(act, tenant_id=passkey.tenant_id, target_id=passkey.user_id)
        self.audit.record(act)
