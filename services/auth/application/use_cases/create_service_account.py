"""An account for a machine."""

from dataclasses import dataclass
from uuid import UUID

from services.auth.application.ports.accounts import Accounts
from services.auth.application.ports.roles import Roles
from services.auth.application.ports.time_and_chance import Clock, IdGenerator
from services.auth.application.use_cases.create_api_token import CreateApiToken, NewToken, TokenWish
from services.auth.domain.audit import Act
from services.auth.domain.email import EmailAddress
from services.auth.domain.events import UserRegistered
from services.auth.domain.roles import SERVICE
from services.auth.domain.user import DEFAULT_LOCALE, User, clean_name


@dataclass(frozen=True)
class CreateServiceAccount:
    """An administrator makes an account that nobody logs in to, with its first token.

    - It has a personal space like every account, the role `service`, no password, and an address that nobody
      can have or write to, so that nothing gets in but its tokens.
    - It is not one transaction: what a broken one leaves behind has no way in, and is deleted like others.
    """

    accounts: Accounts
    roles: Roles
    create_token: CreateApiToken
    clock: Clock
    new_id: IdGenerator

    def __call__(self, admin_id: UUID, name: str, wish: TokenWish) -> NewToken:
        """The token names the account. Raises InvalidInput."""
        user_id, now = self.new_id(), self.clock.now()
        address = EmailAddress(f"{user_id}@service.invalid")
        user = User(user_id, self.new_id(), address, clean_name(name), DEFAULT_LOCALE, now)
        made = Act("account.created", now, user.tenant_id, admin_id, user_id, {"role": SERVICE})
        self.accounts.add(user, None, [UserRegistered(user.tenant_id, user_id, now), made])
        self.roles.replace(user.tenant_id, user_id, {SERVICE})
        return self.create_token(user.tenant_id, user_id, wish, admin_id)
