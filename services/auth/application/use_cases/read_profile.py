"""Reading one's own account."""

from dataclasses import dataclass
from uuid import UUID

from services.auth.application.ports.accounts import Accounts
from services.auth.domain.errors import NoSuchUser
from services.auth.domain.user import User


@dataclass(frozen=True)
class ReadProfile:
    """Show the user who is calling."""

    accounts: Accounts

    def __call__(self, tenant_id: UUID, user_id: UUID) -> User:
        user = self.accounts.find(tenant_id, user_id)
        if user is None:
            raise NoSuchUser("There is no such user.")
        return user
