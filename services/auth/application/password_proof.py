"""The present password, asked for again before what it protects is changed."""

from dataclasses import dataclass
from uuid import UUID

from services.auth.application.ports.accounts import Accounts, Login
from services.auth.application.ports.audit import AuditTrail
from services.auth.application.ports.guessing import GuessingLimits
from services.auth.application.ports.passwords import PasswordHasher
from services.auth.application.ports.time_and_chance import Clock
from services.auth.domain.audit import Act
from services.auth.domain.errors import NoSuchUser, WrongPassword
from services.auth.domain.password import Password

REFUSED = "The present password is another one."


@dataclass(frozen=True)
class PasswordProof:
    """A stolen session alone is not enough. Wrong ones count as failed logins do."""

    accounts: Accounts
    hasher: PasswordHasher
    guessing: GuessingLimits
    audit: AuditTrail
    clock: Clock

    def require(self, tenant_id: UUID, user_id: UUID, password: str, peer: str) -> Login:
        """Raises WrongPassword, also for a user who has none: they get one by resetting it."""
        user = self.accounts.find(tenant_id, user_id)
        login = self.accounts.find_login(user.email) if user else None
        if login is None:
            raise NoSuchUser("There is no such user.")
        self.guessing.check(login.email, peer)
        given = Password(password)
        if not given.could_be_one or not self.hasher.verify(login.password_hash, given):
            self.guessing.count_failure(login.email, peer)
            self.audit.record(Act("password.refused", self.clock.now(), tenant_id, user_id))
            raise WrongPassword(REFUSED)
        return login
