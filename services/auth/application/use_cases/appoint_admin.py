"""An operator makes somebody an administrator, or ends that."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from services.auth.application.ports.accounts import Accounts
from services.auth.application.ports.administration import AccountStates, Change, revoked
from services.auth.application.ports.roles import Roles
from services.auth.application.ports.time_and_chance import Clock
from services.auth.domain.audit import Act, ActKind, Fact
from services.auth.domain.email import EmailAddress
from services.auth.domain.errors import NoSuchUser
from services.auth.domain.roles import ADMIN


@dataclass(frozen=True)
class AppointAdmin:
    """How the first administrator comes to be, and the way back in when the last one is gone.

    An appointment holds from the next access token on. A dismissal ends every session, and so holds within
    seconds.
    """

    accounts: Accounts
    roles: Roles
    states: AccountStates
    clock: Clock

    def __call__(self, email: str, *, appointed: bool) -> None:
        """Raises NoSuchUser, and BadEmail for what is no address."""
        login = self.accounts.find_login(EmailAddress.parse(email))
        if login is None:
            raise NoSuchUser("There is no such user.")
        before = set(self.roles.of(login.tenant_id, login.user_id))
        if appointed == (ADMIN in before):
            return
        change = Change(login.tenant_id, login.user_id, self.clock.now(), "roles_changed")
        if appointed:
            self.states.give_roles(change, before | {ADMIN}, [_act(change, "role.granted")])
        else:
            self.states.take_roles(change, before - {ADMIN}, lambda ended: _dismissal(change, ended))


def _dismissal(change: Change, ended: Sequence[UUID]) -> Sequence[Fact]:
    return [_act(change, "role.withdrawn"), *revoked(change, ended)]


def _act(change: Change, kind: ActKind) -> Act:
    return Act(kind, change.at, change.tenant_id, None, change.user_id, {"role": ADMIN})
