"""An operator makes somebody an administrator, or ends that."""

from dataclasses import dataclass

from services.auth.application.ports.accounts import Accounts
from services.auth.application.ports.roles import Roles
from services.auth.domain.email import EmailAddress
from services.auth.domain.errors import NoSuchUser
from services.auth.domain.roles import ADMIN


@dataclass(frozen=True)
class AppointAdmin:
    """Only an operator can, who has the database's password anyway; no user can, whatever role they have.

    It holds from the next access token on: ten minutes at the latest, for better and for worse.
    """

    accounts: Accounts
    roles: Roles

    def __call__(self, email: str, *, appointed: bool) -> None:
        """Raises NoSuchUser, and BadEmail for what is no address."""
        login = self.accounts.find_login(EmailAddress.parse(email))
        if login is None:
            raise NoSuchUser("There is no such user.")
        kept = set(self.roles.of(login.tenant_id, login.user_id)) - {ADMIN}
        self.roles.replace(login.tenant_id, login.user_id, kept | ({ADMIN} if appointed else set()))
