"""Doing without a second factor."""

from dataclasses import dataclass
from uuid import UUID

from services.auth.application.caller import Caller
from services.auth.application.fresh_proof import FreshProof
from services.auth.application.ports.factors import Factors, Passkeys
from services.auth.application.ports.time_and_chance import Clock
from services.auth.domain.audit import Act
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
        removed = Act(
            "factor.removed", self.clock.now(), caller.tenant_id, caller.user_id, details={"method": "totp"}
        )
        if not self.factors.remove_totp(caller.tenant_id, caller.user_id, [removed]):
            raise NoSuchFactor("There is no authenticator app.")


@dataclass(frozen=True)
class RemovePasskey:
    """Remove a passkey; the recovery codes go with the last factor. Needs a fresh proof."""

    passkeys: Passkeys
    proof: FreshProof
    clock: Clock

    def __call__(self, caller: Caller, passkey_id: UUID) -> None:
        self.proof.require(caller.tenant_id, caller.session_id)
        details = {"method": "passkey"}
        removed = Act(
            "factor.removed", self.clock.now(), caller.tenant_id, caller.user_id, passkey_id, details
        )
        if not self.passkeys.remove(caller.tenant_id, caller.user_id, passkey_id, [removed]):
            raise NoSuchFactor("There is no such passkey.")
