"""Addresses that somebody has proven to be theirs."""

from services.auth.application.ports.accounts import Accounts
from services.auth.domain.email import EmailAddress
from services.auth.domain.errors import AddressNotVerified, NoSuchUser
from services.auth.domain.organisation import Person


def verified_address(accounts: Accounts, person: Person) -> EmailAddress:
    """Raises AddressNotVerified; whoever has not proven an address could be anybody."""
    user = accounts.find(person.tenant_id, person.user_id)
    if user is None:
        raise NoSuchUser("There is no such user.")
    if not user.email_verified:
        raise AddressNotVerified("Verify your email address first.")
    return user.email
