"""Linking an identity to the account that one is logged in to."""

from dataclasses import dataclass

from services.auth.application.caller import Caller
from services.auth.application.fresh_proof import FreshProof
from services.auth.application.outside_proof import OutsideProof
from services.auth.application.ports.accounts import Accounts
from services.auth.application.ports.outside_identity import Identities
from services.auth.application.ports.time_and_chance import Clock, IdGenerator
from services.auth.application.recognition import link_of, linked_act
from services.auth.domain.errors import IdentityRefused, IdentityTaken, NoSuchUser
from services.auth.domain.outside_identity import LinkedIdentity


@dataclass(frozen=True)
class LinkIdentity:
    """Link the identity of a provider's token to one's account, also one that was unlinked before.

    - Only where the provider has verified the address that the account has verified: nobody is talked into
      linking somebody else's identity. Any other reason to refuse looks the same.
    - An identity leads to one account. It needs a fresh proof: it opens the account from then on.
    """

    accounts: Accounts
    identities: Identities
    tokens: OutsideProof
    proof: FreshProof
    clock: Clock
    new_id: IdGenerator

    def __call__(self, caller: Caller, token: str) -> LinkedIdentity:
        """Raises ProofRequired, IdentityRefused, IdentityTaken and NoSuchUser."""
        self.proof.require(caller.tenant_id, caller.session_id)
        identity = self.tokens.verified(token).identity
        user = self.accounts.find(caller.tenant_id, caller.user_id)
        if user is None:
            raise NoSuchUser("There is no such user.")
        if identity.email != user.email or not user.email_verified:
            self.tokens.refuse("other_address", identity.provider)
            raise IdentityRefused("The provider must have verified the address that you have verified here.")
        link = link_of(identity, user, self.new_id(), self.clock.now())
        if not self.identities.link(link, [linked_act(link)]):
            raise IdentityTaken("This identity leads to another account, or to yours already.")
        return link
