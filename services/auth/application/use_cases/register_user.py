"""Registration."""

from dataclasses import dataclass

from services.auth.application.ports.accounts import Accounts
from services.auth.application.ports.passwords import CommonPasswords, PasswordHasher
from services.auth.application.ports.time_and_chance import Clock, IdGenerator
from services.auth.domain.email import EmailAddress
from services.auth.domain.errors import WeakPassword
from services.auth.domain.events import UserRegistered
from services.auth.domain.password import Password
from services.auth.domain.user import DEFAULT_LOCALE, User, clean_locale, clean_name


@dataclass(frozen=True)
class Registration:
    """What somebody who wants an account says."""

    email: str
    password: str
    display_name: str = ""
    locale: str = DEFAULT_LOCALE


@dataclass(frozen=True)
class RegisterUser:
    """Create an account with a personal space.

    - The answer is the same whether the address was free or taken, and takes as long: nobody learns who
      has an account. Whoever registers logs in next; with a taken address only its owner can.
    - A taken address changes nothing: not the password, not the name.
    - A password has 8 to 1024 bytes and is none of those that everybody tries; it is never cut off.
    """

    accounts: Accounts
    hasher: PasswordHasher
    common_passwords: CommonPasswords
    clock: Clock
    new_id: IdGenerator

    def __call__(self, registration: Registration) -> None:
        email = EmailAddress.parse(registration.email)
        name, locale = clean_name(registration.display_name), clean_locale(registration.locale)
        password = self._password(registration, email)
        password_hash = self.hasher.hash(password)
        now = self.clock.now()
        user = User(self.new_id(), self.new_id(), email, name, locale, now)
        self.accounts.add(user, password_hash, [UserRegistered(user.tenant_id, user.id, now)])

    def _password(self, registration: Registration, email: EmailAddress) -> Password:
        password = Password.chosen(registration.password)
        if password.text.lower() == email.value or password.text.lower() in self.common_passwords:
            raise WeakPassword("This password is one of the first that anybody would try.")
        return password
