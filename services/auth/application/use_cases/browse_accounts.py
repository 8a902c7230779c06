"""An administrator looks for accounts."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from services.auth.application.ports.administration import AccountDirectory, AccountFilter, AccountSummary
from services.auth.application.ports.time_and_chance import Clock
from services.auth.domain.errors import NoSuchUser
from services.auth.domain.session import Session


@dataclass(frozen=True)
class AccountPage:
    """`after` is where the next page begins; None where there is none."""

    items: Sequence[AccountSummary]
    after: UUID | None


@dataclass(frozen=True)
class BrowseAccounts:
    """Who there is, and where they are logged in. What an account holds stays its own."""

    directory: AccountDirectory
    clock: Clock

    def page(self, wanted: AccountFilter, limit: int, after: UUID | None = None) -> AccountPage:
        """The newest first."""
        found = self.directory.page(wanted, limit + 1, after)
        items = found[:limit]
        return AccountPage(items, items[-1].user_id if len(found) > limit else None)

    def one(self, user_id: UUID) -> AccountSummary:
        """Raises NoSuchUser."""
        account = self.directory.find(user_id)
        if account is None:
            raise NoSuchUser("There is no such user.")
        return account

    def sessions(self, user_id: UUID) -> Sequence[Session]:
        """Those that may still be used. Raises NoSuchUser."""
        account, now = self.one(user_id), self.clock.now()
        found = self.directory.sessions(account.tenant_id, user_id)
        return [session for session in found if session.is_active(now)]
