"""Changing one's own account."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from services.auth.application.ports.accounts import Accounts
from services.auth.domain.errors import ChangedMeanwhile, NoSuchUser
from services.auth.domain.user import User


@dataclass(frozen=True)
class ProfileChange:
    """None leaves a field as it is."""

    display_name: str | None = None
    locale: str | None = None


@dataclass(frozen=True)
class ChangeProfile:
    """Change the display name or the locale of the user who is calling.

    With If-Match the change is made only to the version that the client has seen.
    """

    accounts: Accounts

    def __call__(
        self, tenant_id: UUID, user_id: UUID, change: ProfileChange, expect: Callable[[User], None]
    ) -> User:
        """`expect` sees the present user and raises when the client has seen another version."""
        user = self.accounts.find(tenant_id, user_id)
        if user is None:
            raise NoSuchUser("There is no such user.")
        expect(user)
        changed = user.renamed(change.display_name, change.locale)
        if not self.accounts.change(changed):
            raise ChangedMeanwhile("Another request changed the account first: read it again.")
        return changed
