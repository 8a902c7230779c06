"""From an outside identity to the account that it leads to."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.auth.application.ports.accounts import Accounts
from services.auth.application.ports.outside_identity import Identities
from services.auth.application.ports.time_and_chance import Clock, IdGenerator
from services.auth.domain.audit import Act
from services.auth.domain.email import EmailAddress
from services.auth.domain.errors import AddressTaken, IdentityRefused, IdentityUnlinked
from services.auth.domain.events import UserRegistered
from services.auth.domain.outside_identity import LinkedIdentity, OutsideIdentity
from services.auth.domain.user import User

REFUSED = "The identity provider's answer is not valid here, or no longer: log in there again."
_TAKEN = (
    "There is an account with this address that has not verified it. Set its password anew by mail, which"
    " verifies the address; then log in with the identity provider again."
)
_UNLINKED = "You unlinked this identity. Log in in another way, and link it again."


@dataclass(frozen=True)
class Recognition:
    """Find the account of an identity; the first time, link it or make an account.

    - An identity that is linked leads to its account, whatever its address is now.
    - The first time, an address that is verified at the provider and here leads to the account that has it.
      An account that has not verified the address may be somebody's who lies in wait for its owner: it is
      never linked, and nothing of it changes until the owner has shown to read the mail.
    - Otherwise there is a new account, without a password. It has the address where the provider has verified
      it; else one that nobody can have or write to.
    - What the user unlinked is not linked again by the address.
    """

    accounts: Accounts
    identities: Identities
    clock: Clock
    new_id: IdGenerator

    def __call__(self, identity: OutsideIdentity) -> LinkedIdentity:
        """Raises IdentityUnlinked, AddressTaken, and IdentityRefused."""
        known = self.identities.find(identity.issuer, identity.subject)
        if known is not None:
            if known.unlinked_at is not None:
                raise IdentityUnlinked(_UNLINKED)
            return known
        return self._linked(identity, self._account(identity))

    def _account(self, identity: OutsideIdentity) -> User:
        owner = self._owner(identity.address) or self._made(identity) or self._owner(identity.address)
        if owner is None:
            raise IdentityRefused(REFUSED)
        if identity.email and not owner.email_verified:
            raise AddressTaken(_TAKEN)
        return owner

    def _owner(self, address: EmailAddress) -> User | None:
        login = self.accounts.find_login(address)
        return self.accounts.find(login.tenant_id, login.user_id) if login else None

    def _made(self, identity: OutsideIdentity) -> User | None:
        """None where another request was first."""
        user = User(
            self.new_id(),
            self.new_id(),
            identity.address,
            identity.display_name,
            identity.locale,
            self.clock.now(),
            email_verified=identity.email is not None,
        )
        registered = UserRegistered(user.tenant_id, user.id, user.created_at)
        return user if self.accounts.add(user, None, [registered]) else None

    def _linked(self, identity: OutsideIdentity, user: User) -> LinkedIdentity:
        link = link_of(identity, user, self.new_id(), self.clock.now())
        if self.identities.link(link, [linked_act(link)]):
            return link
        known = self.identities.find(identity.issuer, identity.subject)
        if known is None or known.unlinked_at is not None:
            raise IdentityRefused(REFUSED)
        return known  # another request with the same identity was first


def link_of(identity: OutsideIdentity, user: User, link_id: UUID, now: datetime) -> LinkedIdentity:
    owner = (user.tenant_id, user.id)
    return LinkedIdentity(link_id, *owner, identity.provider, identity.issuer, identity.subject, now)


def linked_act(link: LinkedIdentity) -> Act:
    details = {"provider": link.provider}
    return Act("identity.linked", link.linked_at, link.tenant_id, link.user_id, link.id, details)
