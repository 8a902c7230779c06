"""Showing again who is there, within a session."""

from dataclasses import dataclass, field
from uuid import UUID

from services.auth.application.caller import Caller
from services.auth.application.code_check import CodeCheck
from services.auth.application.passkey_check import PasskeyCheck
from services.auth.application.password_proof import PasswordProof
from services.auth.application.ports.audit import AuditTrail
from services.auth.application.ports.authenticators import Answer, Authenticators
from services.auth.application.ports.factors import Factors, Proofs
from services.auth.application.ports.time_and_chance import Clock
from services.auth.application.questions import PasskeyQuestion, Questions
from services.auth.domain.audit import Act, ActKind
from services.auth.domain.errors import NoSuchFactor, ProofRefused


@dataclass(frozen=True)
class Evidence:
    """One of them is there; a passkey's answer comes with its challenge."""

    password: str | None = field(default=None, repr=False)
    code: str | None = field(default=None, repr=False)
    passkey: Answer | None = field(default=None, repr=False)
    challenge: str | None = field(default=None, repr=False)


@dataclass(frozen=True)
class OfferProof:
    """Ask a passkey of the user's for a proof."""

    factors: Factors
    questions: Questions
    authenticators: Authenticators

    def __call__(self, tenant_id: UUID, user_id: UUID) -> PasskeyQuestion:
        passkeys = self.factors.of(tenant_id, user_id).passkeys
        token = self.questions.ask("proof", tenant_id, user_id) if passkeys else None
        if token is None:
            raise NoSuchFactor("There is no passkey.")
        return PasskeyQuestion(token, self.authenticators.request_options(token.digest, passkeys))


@dataclass(frozen=True)
class ProveAgain:
    """Open the acts that need a fresh proof, for this session and five minutes.

    The present password, a code of the app, a recovery code or a passkey will do. Wrong passwords and codes
    are limited as at the login.
    """

    password_proof: PasswordProof
    code_check: CodeCheck
    passkey_check: PasskeyCheck
    questions: Questions
    proofs: Proofs
    audit: AuditTrail
    clock: Clock

    def __call__(self, caller: Caller, evidence: Evidence) -> None:
        """Raises WrongPassword and ProofRefused."""
        if not self._holds(caller, evidence):
            self.audit.record(self._act("proof.refused", caller))
            raise ProofRefused("This does not prove who you are.")
        given = self._act("proof.given", caller)
        self.proofs.renew(caller.tenant_id, caller.session_id, given.at, [given])

    def _act(self, kind: ActKind, caller: Caller) -> Act:
        return Act(kind, self.clock.now(), caller.tenant_id, caller.user_id, caller.session_id)

    def _holds(self, caller: Caller, evidence: Evidence) -> bool:
        tenant_id, user_id, peer = caller.tenant_id, caller.user_id, caller.peer
        if evidence.password is not None:
            self.password_proof.require(tenant_id, user_id, evidence.password, peer)
            return True
        if evidence.code is not None:
            return self.code_check(tenant_id, user_id, evidence.code, peer) is not None
        asked = self.questions.take(evidence.challenge or "", "proof")
        if asked is None or asked.user_id != user_id or evidence.passkey is None:
            return False
        return self.passkey_check(evidence.passkey, asked.digest, user_id) is not None
