"""Logging in."""

from dataclasses import dataclass

from services.auth.application.ports.accounts import Accounts, Login
from services.auth.application.ports.guessing import GuessingLimits
from services.auth.application.ports.passwords import PasswordHasher
from services.auth.application.ports.sessions import Sessions
from services.auth.application.ports.time_and_chance import Clock, IdGenerator, RandomBytes
from services.auth.application.token_pairs import TokenPair, TokenPairs
from services.auth.domain.email import EmailAddress
from services.auth.domain.errors import BadEmail, WrongCredentials
from services.auth.domain.password import Password
from services.auth.domain.refresh_token import SECRET_BYTES, RefreshToken
from services.auth.domain.session import Session

_REFUSED = "The email address or the password is wrong."


@dataclass(frozen=True)
class LogIn:
    """Open a session with an email address and a password.

    - Unknown address, wrong password and deleted user have the same answer after the same work.
    - Who fails too often waits; failures count per account and address, so an attack on an account does
      not lock its owner out elsewhere.
    - A session lasts 7 days after its last refresh and 30 days in all.
    """

    accounts: Accounts
    sessions: Sessions
    hasher: PasswordHasher
    guessing: GuessingLimits
    pairs: TokenPairs
    clock: Clock
    new_id: IdGenerator
    random: RandomBytes

    def __call__(self, email: str, password: str, peer: str) -> TokenPair:
        address = _address(email)
        self.guessing.check(address, peer)
        login = self._verified(address, Password(password))
        pair = self._open(login) if login else None
        if pair is None:
            self.guessing.count_failure(address, peer)
            raise WrongCredentials(_REFUSED)
        return pair

    def _verified(self, address: EmailAddress, password: Password) -> Login | None:
        if not password.could_be_one:
            return None
        login = self.accounts.find_login(address)
        holds = self.hasher.verify(login.password_hash if login else None, password)
        return login if holds else None

    def _open(self, login: Login) -> TokenPair | None:
        now = self.clock.now()
        session = Session(self.new_id(), login.tenant_id, login.user_id, now, now)
        refresh = RefreshToken(session.tenant_id, session.id, self.random(SECRET_BYTES))
        if not self.sessions.open(session, refresh.digest):
            return None
        return self.pairs.issue(session, refresh, now)


def _address(email: str) -> EmailAddress:
    try:
        return EmailAddress.parse(email)
    except BadEmail:
        # Nobody can have it; the guess counts all the same, under a name that no account has.
        return EmailAddress("")
