"""Logging in."""

from dataclasses import dataclass

from services.auth.application.ports.accounts import Accounts, Login
from services.auth.application.ports.audit import AuditTrail
from services.auth.application.ports.guessing import GuessingLimits
from services.auth.application.ports.passwords import PasswordHasher
from services.auth.application.ports.time_and_chance import Clock
from services.auth.application.session_opener import SessionOpener
from services.auth.application.token_pairs import TokenPair
from services.auth.domain.audit import Act
from services.auth.domain.email import EmailAddress
from services.auth.domain.errors import BadEmail, WrongCredentials
from services.auth.domain.password import Password
from services.auth.domain.session import Carrier

_REFUSED = "The email address or the password is wrong."


@dataclass(frozen=True)
class LogIn:
    """Open a session with an email address and a password.

    - Unknown address, wrong password and deleted user have the same answer after the same work.
    - Who fails too often waits; failures count per account and address, so an attack on an account does
      not lock its owner out elsewhere.
    """

    accounts: Accounts
    hasher: PasswordHasher
    guessing: GuessingLimits
    opener: SessionOpener
    audit: AuditTrail
    clock: Clock

    def __call__(self, email: str, password: str, peer: str, carrier: Carrier = "bearer") -> TokenPair:
        address = _address(email)
        self.guessing.check(address, peer)
        login = self.accounts.find_login(address)
        pair = self._open(login, Password(password), carrier)
        if pair is None:
            self.guessing.count_failure(address, peer)
            self._record_refusal(login)
            raise WrongCredentials(_REFUSED)
        return pair

    def _open(self, login: Login | None, password: Password, carrier: Carrier) -> TokenPair | None:
        """The hash of nobody is verified too: the time must not tell whether there is an account."""
        if not password.could_be_one:
            return None
        holds = self.hasher.verify(login.password_hash if login else None, password)
        if login is None or not holds:
            return None
        return self.opener.open(login.tenant_id, login.user_id, "password", carrier)

    def _record_refusal(self, login: Login | None) -> None:
        tenant_id, user_id = (login.tenant_id, login.user_id) if login else (None, None)
        self.audit.record(Act("login.refused", self.clock.now(), tenant_id, target_id=user_id))


def _address(email: str) -> EmailAddress:
    try:
        return EmailAddress.parse(email)
    except BadEmail:
        # Nobody can have it; the guess counts all the same, under a name that no account has.
        return EmailAddress("")
