"""Choosing a username."""

from dataclasses import dataclass
from uuid import UUID

from services.auth.application.ports.accounts import Accounts
from services.auth.application.ports.credentials import Credentials
from services.auth.application.ports.time_and_chance import Clock
from services.auth.domain.audit import Act
from services.auth.domain.errors import AddressNotVerified, NoSuchUser, UsernameTaken
from services.auth.domain.username import Username


@dataclass(frozen=True)
class ChooseUsername:
    """Take a username, or another one: a second name to log in with.

    - It is unique, and so is its look: of `rnary` and `mary` only one is given.
    - It needs a verified address: accounts that cost nothing do not take the names away.
    """

    accounts: Accounts
    credentials: Credentials
    clock: Clock

    def __call__(self, tenant_id: UUID, user_id: UUID, text: str) -> None:
        """Raises BadUsername, AddressNotVerified and UsernameTaken."""
        username = Username.parse(text)
        user = self.accounts.find(tenant_id, user_id)
        if user is None:
            raise NoSuchUser("There is no such user.")
        if not user.email_verified:
            raise AddressNotVerified("Verify your email address first.")
        act = Act("username.chosen", self.clock.now(), tenant_id, user_id)
        if not self.credentials.claim_username(tenant_id, user_id, username, [act]):
            raise UsernameTaken("Somebody has this username, or one that looks the same.")
