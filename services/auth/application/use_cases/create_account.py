"""An administrator makes an account for somebody."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from services.auth.application.ports.accounts import Accounts
from services.auth.application.ports.time_and_chance import Clock, IdGenerator
from services.auth.domain.audit import Act, Fact
from services.auth.domain.email import EmailAddress
from services.auth.domain.errors import AccountExists
from services.auth.domain.events import UserRegistered
from services.auth.domain.mail import MailRequest
from services.auth.domain.user import User, clean_locale, clean_name


@dataclass(frozen=True)
class Invitee:
    """For whom the account is."""

    email: str
    display_name: str
    locale: str


@dataclass(frozen=True)
class CreateAccount:
    """An account without a password: a mail lets its owner set one, and by that verifies the address.

    Administrators may know who has an account, and so are told when the address is taken.
    """

    accounts: Accounts
    clock: Clock
    new_id: IdGenerator

    def __call__(self, admin_id: UUID, invitee: Invitee) -> UUID:
        """The new user's id. Raises InvalidInput and AccountExists."""
        email, now = EmailAddress.parse(invitee.email), self.clock.now()
        name, locale = clean_name(invitee.display_name), clean_locale(invitee.locale)
        user = User(self.new_id(), self.new_id(), email, name, locale, now)
        made = Act("account.created", now, user.tenant_id, admin_id, user.id)
        facts: Sequence[Fact] = [
            UserRegistered(user.tenant_id, user.id, now),
            made,
            MailRequest("password_reset", now, address=email),
        ]
        if not self.accounts.add(user, None, facts):
            raise AccountExists("This address has an account already.")
        return user.id
