"""Doing without an identity provider."""

from dataclasses import dataclass
from uuid import UUID

from services.auth.application.caller import Caller
from services.auth.application.fresh_proof import FreshProof
from services.auth.application.ports.outside_identity import Identities
from services.auth.application.ports.time_and_chance import Clock
from services.auth.domain.audit import Act
from services.auth.domain.errors import LastWayIn, NoSuchIdentity


@dataclass(frozen=True)
class UnlinkIdentity:
    """Unlink an identity from one's account. Needs a fresh proof.

    - Never the last way in: a password or another identity must be left.
    - It stays away: the address alone does not link it again, only its user who is logged in does. Sessions
      that it opened go on until they are ended.
    """

    identities: Identities
    proof: FreshProof
    clock: Clock

    def __call__(self, caller: Caller, identity_id: UUID) -> None:
        """Raises ProofRequired, NoSuchIdentity and LastWayIn."""
        self.proof.require(caller.tenant_id, caller.session_id)
        linked = self.identities.of_user(caller.tenant_id, caller.user_id)
        identity = next((each for each in linked if each.id == identity_id), None)
        if identity is None:
            raise NoSuchIdentity("You have no such linked identity.")
        now = self.clock.now()
        details = {"provider": identity.provider}
        act = Act("identity.unlinked", now, caller.tenant_id, caller.user_id, identity_id, details)
        outcome = self.identities.unlink(identity, now, [act])
        if outcome == "unknown":
            raise NoSuchIdentity("You have no such linked identity.")
        if outcome == "last_way_in":
            raise LastWayIn("Set a password first, by mail: nothing else would be left to log in with.")
