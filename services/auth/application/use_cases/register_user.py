"""Registration."""

from collections.abc import Sequence
from dataclasses import dataclass

from services.auth.application.password_choice import PasswordChoice
from services.auth.application.ports.accounts import Accounts
from services.auth.application.ports.passwords import PasswordHasher
from services.auth.application.ports.time_and_chance import Clock, IdGenerator
from services.auth.domain.email import EmailAddress
from services.auth.domain.events import UserRegistered
from services.auth.domain.mail import MailRequest
from services.auth.domain.user import DEFAULT_LOCALE, User, clean_locale, clean_name
from services.auth.domain.username import Username


@dataclass(frozen=True)
class Registration:
    """What somebody who wants an account says."""

    email: str
    password: str
    display_name: str = ""
    locale: str = DEFAULT_LOCALE
    username: str | None = None


@dataclass(frozen=True)
class RegisterUser:
    """Create an account with a personal space.

    - The answer is the same whether the address was free or taken, and takes as long: nobody learns who
      has an account. A mail tells the owner of the address, who verifies it, or hears of the attempt.
    - A taken address changes nothing: not the password, not the name.
    - A password has 8 to 1024 bytes and is none of those that everybody tries; it is never cut off.
    - A username counts from the moment the address is verified, if nobody has it by then. If it were
      given or refused at once, registering it twice would tell whether the address has an account.
    """

    accounts: Accounts
    hasher: PasswordHasher
    passwords: PasswordChoice
    clock: Clock
    new_id: IdGenerator

    def __call__(self, registration: Registration) -> None:
        email = EmailAddress.parse(registration.email)
        user = self._user(registration, email)
        password_hash = self.hasher.hash(self.passwords.check(registration.password, email))
        registered = UserRegistered(user.tenant_id, user.id, user.created_at)
        self.accounts.add(user, password_hash, [registered], lambda is_new: _told(user, is_new))

    def _user(self, registration: Registration, email: EmailAddress) -> User:
        return User(
            id=self.new_id(),
            tenant_id=self.new_id(),
            email=email,
            display_name=clean_name(registration.display_name),
            locale=clean_locale(registration.locale),
            created_at=self.clock.now(),
            username=None if registration.username is None else Username.parse(registration.username),
        )


def _told(user: User, is_new: bool) -> Sequence[MailRequest]:
    if is_new:
        return [MailRequest("email_verification", user.created_at, user.tenant_id, user.id)]
    return [MailRequest("address_taken", user.created_at, address=user.email)]
