"""Doing without a second factor."""

from dataclasses import dataclass
from uuid import UUID

from services.auth.application.caller import Caller
from services.auth.application.factor_facts import factor_removed
from services.auth.application.fresh_proof import FreshProof
from services.auth.application.ports.factors import Factors, Passkeys
from services.auth.application.ports.time_and_chance import Clock
from services.auth.domain.errors import NoSuchFactor


@dataclass(frozen=True)
class RemoveTotp:
    """Remove the authenticator app, also one that is not confirmed; the recovery codes go with the last
    factor. Needs a fresh proof."""

    factors: Factors
    proof: FreshProof
    clock: Clock

    def __call__(self, caller: Caller) -> None:
        self.proof.require(caller.tenant_id, caller.session_id)
        facts = factor_removed(caller.tenant_id, caller.user_id, self.clock.now(), "totp")
        if not self.factors.remove_totp(caller.tenant_id, caller.user_id, facts):
            raise NoSuchFactor("There is no authenticator app.")


@dataclass(frozen=True)
class RemovePasskey:
    """Remove a passkey; the recovery codes go with the last factor. Needs a fresh proof."""

    passkeys: Passkeys
    proof: FreshProof
    clock: Clock

    def __call__(self, caller: Caller, passkey_id: UUID) -> None:
        self.proof.require(caller.tenant_id, caller.session_id)
        tenant_id, user_id = caller.tenant_id, caller.user_id
        facts = factor_removed(tenant_id, user_id, self.clock.now(), "passkey", passkey_id)
        if not self.passkeys.remove(tenant_id, user_id, passkey_id, facts):
            raise NoSuchFactor("There is no such passkey.")
