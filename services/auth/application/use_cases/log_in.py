"""Logging in."""

from dataclasses import dataclass

from chassis.errors import RateLimited
from services.auth.application.factor_gate import SecondFactorNeeded
from services.auth.application.ports.accounts import Accounts, Login
from services.auth.application.ports.audit import AuditTrail
from services.auth.application.ports.guessing import GuessingLimits
from services.auth.application.ports.passwords import PasswordHasher
from services.auth.application.ports.time_and_chance import Clock
from services.auth.application.session_opener import SessionOpener
from services.auth.application.token_pairs import TokenPair
from services.auth.domain.audit import Act, ActKind
from services.auth.domain.email import EmailAddress
from services.auth.domain.errors import AddressNotVerified, BadEmail, WrongCredentials
from services.auth.domain.password import Password
from services.auth.domain.session import Carrier
from services.auth.domain.username import Username

_REFUSED = "The email address or the password is wrong."


@dataclass(frozen=True)
class LogIn:
    """Open a session with an email address, or a username, and a password.

    - Unknown address, wrong password and deleted user have the same answer after the same work.
    - Who fails too often waits; failures count per account and address, so an attack on an account does
      not lock its owner out elsewhere. Each of its two names counts for itself: else the failures of one
      would show in the refusals of the other, and tell whose address a username is.
    - Who has a second factor is asked for it, instead of getting a session.
    - Where the operator wants verified addresses only, who knows the password is told that theirs is not.
    """

    accounts: Accounts
    hasher: PasswordHasher
    guessing: GuessingLimits
    opener: SessionOpener
    audit: AuditTrail
    clock: Clock
    verified_only: bool = False

    def __call__(
        self, name: str, password: str, peer: str, carrier: Carrier = "bearer"
    ) -> TokenPair | SecondFactorNeeded:
        """Raises WrongCredentials, and AddressNotVerified."""
        self.hasher.require_room()
        address, login = self._find(name)
        self.guessing.check(address, peer)
        opened = self._open(login, Password(password), carrier)
        if opened is None:
            self._count_failure(address, peer, login)
            raise WrongCredentials(_REFUSED)
        return opened

    def _count_failure(self, address: EmailAddress, peer: str, login: Login | None) -> None:
        """The failure that uses the limit up is told once; what is then refused leaves no line of its own."""
        self.guessing.count_failure(address, peer)
        self._record("login.refused", login)
        try:
            self.guessing.check(address, peer)
        except RateLimited:
            self._record("login.throttled", login)

    def _find(self, name: str) -> tuple[EmailAddress, Login | None]:
        """The name that failures count for, and whose it is."""
        if "@" in name:
            address = _address(name)
            return address, self.accounts.find_login(address)
        username = name.lower()
        return EmailAddress(username), self.accounts.find_login_by_name(Username(username))

    def _open(
        self, login: Login | None, password: Password, carrier: Carrier
    ) -> TokenPair | SecondFactorNeeded | None:
        """The hash of nobody is verified too: the time must not tell whether there is an account."""
        if not password.could_be_one:
            return None
        holds = self.hasher.verify(login.password_hash if login else None, password)
        if login is None or not holds:
            return None
        if self.verified_only and not login.verified:
            self._record("login.refused", login)
            raise AddressNotVerified("Verify your email address first: the token is in the mail to you.")
        return self._still(login, self.opener.open(login.tenant_id, login.user_id, "password", carrier))

    def _still(
        self, login: Login, opened: TokenPair | SecondFactorNeeded | None
    ) -> TokenPair | SecondFactorNeeded | None:
        """Hashing takes long: a password that was replaced meanwhile opens nothing that outlasts it."""
        if opened is None or self.accounts.is_current(login):
            return opened
        if isinstance(opened, TokenPair):
            self.opener.take_back(login.tenant_id, login.user_id, opened)
        return None

    def _record(self, kind: ActKind, login: Login | None) -> None:
        tenant_id, user_id = (login.tenant_id, login.user_id) if login else (None, None)
        self.audit.record(Act(kind, self.clock.now(), tenant_id, target_id=user_id))


def _address(email: str) -> EmailAddress:
    try:
        return EmailAddress.parse(email)
    except BadEmail:
        # Nobody can have it; the guess counts all the same, under a name that no account has.
        return EmailAddress("")
