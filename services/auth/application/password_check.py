"""Whether a password is that of a known user."""

from dataclasses import dataclass
from uuid import UUID

from services.auth.application.ports.accounts import Accounts
from services.auth.application.ports.guessing import ProofLimits
from services.auth.application.ports.passwords import PasswordHasher
from services.auth.domain.password import Password


@dataclass(frozen=True)
class PasswordCheck:
    """For a user who is logged in already. Wrong passwords count, for each source by itself."""

    accounts: Accounts
    hasher: PasswordHasher
    limits: ProofLimits

    def __call__(self, tenant_id: UUID, user_id: UUID, text: str, source: str) -> bool:
        """Raises RateLimited."""
        self.limits.check(user_id, source, "password")
        holds = self._holds(tenant_id, user_id, Password(text))
        if not holds:
            self.limits.count_failure(user_id, source, "password")
        return holds

    def _holds(self, tenant_id: UUID, user_id: UUID, password: Password) -> bool:
        user = self.accounts.find(tenant_id, user_id)
        login = self.accounts.find_login(user.email) if user else None
        if login is None or not password.could_be_one:
            return False
        return self.hasher.verify(login.password_hash, password)
