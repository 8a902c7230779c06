"""An administrator changes somebody's account."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from services.auth.application.caller import Caller
from services.auth.application.fresh_proof import FreshProof
from services.auth.application.ports.accounts import Accounts
from services.auth.application.ports.administration import (
    AccountDirectory,
    AccountStates,
    AccountSummary,
    Change,
    EndingFacts,
    revoked,
)
from services.auth.application.ports.time_and_chance import Clock
from services.auth.domain.audit import Act, ActKind, Fact
from services.auth.domain.errors import NoSuchUser, NotOneself, WrongState
from services.auth.domain.events import deletion_events
from services.auth.domain.roles import GRANTABLE, check_grantable
from services.auth.domain.session import Reason


@dataclass(frozen=True)
class AdministerAccount:
    """Disable, enable, delete, give roles, log out.

    - Nobody does it to themselves: the last administrator can't lock everybody out, and a stolen session of
      one can't quietly raise itself. An operator's command always can.
    - Giving and taking roles needs a fresh proof of an administrator who has a second factor: nor can a
      stolen session raise another account, and live on in it.
    - Whatever takes a right away ends all sessions, so that it holds within seconds.
    - A disabled account keeps everything, and nobody can log in to it; its API tokens are refused as well.
    """

    directory: AccountDirectory
    states: AccountStates
    accounts: Accounts
    proof: FreshProof
    clock: Clock

    def disable(self, admin_id: UUID, user_id: UUID) -> None:
        change = self._change(admin_id, user_id, "account_disabled")
        if not self.states.disable(change, _ending(change, admin_id, "account.disabled")):
            raise WrongState("The account is disabled or being deleted already.")

    def enable(self, admin_id: UUID, user_id: UUID) -> None:
        change = self._change(admin_id, user_id, "account_disabled")
        if not self.states.enable(change, [_act(change, admin_id, "account.enabled")]):
            raise WrongState("The account is not disabled, or it is being deleted.")

    def delete(self, admin_id: UUID, user_id: UUID) -> None:
        """With everything in it, at once; doing it twice is no error."""
        change = self._change(admin_id, user_id, "user_deleted")
        asked = _act(change, admin_id, "account.deletion_ordered")

        def facts(ended: Sequence[UUID]) -> Sequence[Fact]:
            return (asked, *deletion_events(change.tenant_id, user_id, ended, change.at, admin_id))

        self.accounts.begin_erasure(change.tenant_id, user_id, change.at, facts)

    def set_roles(self, admin: Caller, user_id: UUID, roles: Collection[str]) -> AccountSummary:
        """Of those that can be given; what else the account has, such as a machine's, stays.

        Raises InvalidInput for a role that can't be given, and ProofRequired.
        """
        check_grantable(roles)
        self.proof.require_of_enrolled(admin.tenant_id, admin.user_id, admin.session_id)
        change = self._change(admin.user_id, user_id, "roles_changed")
        before = set(self._found(user_id).roles)
        wanted = set(roles) | (before - GRANTABLE)
        acts = [
            *(_act(change, admin.user_id, "role.granted", role) for role in sorted(wanted - before)),
            *(_act(change, admin.user_id, "role.withdrawn", role) for role in sorted(before - wanted)),
        ]
        if acts and not self._replace_roles(change, wanted, acts, withdraws=bool(before - wanted)):
            raise WrongState("The account is disabled or being deleted.")
        return self._found(user_id)

    def log_out(self, admin_id: UUID, user_id: UUID) -> None:
        """Everywhere."""
        change = self._change(admin_id, user_id, "ended_by_administrator")
        self.states.end_sessions(change, lambda ended: revoked(change, ended))

    def _replace_roles(
        self, change: Change, roles: Collection[str], acts: Sequence[Act], *, withdraws: bool
    ) -> bool:
        if not withdraws:
            return self.states.give_roles(change, roles, acts)
        return self.states.take_roles(change, roles, lambda ended: [*acts, *revoked(change, ended)])

    def _change(self, admin_id: UUID, user_id: UUID, reason: Reason) -> Change:
        if admin_id == user_id:
            raise NotOneself("Administrators do not administer their own account.")
        return Change(self._found(user_id).tenant_id, user_id, self.clock.now(), reason, admin_id)

    def _found(self, user_id: UUID) -> AccountSummary:
        account = self.directory.find(user_id)
        if account is None:
            raise NoSuchUser("There is no such user.")
        return account


def _act(change: Change, admin_id: UUID, kind: ActKind, role: str | None = None) -> Act:
    details = {"role": role} if role else {}
    return Act(kind, change.at, change.tenant_id, admin_id, change.user_id, details)


def _ending(change: Change, admin_id: UUID, kind: ActKind) -> EndingFacts:
    return lambda ended: [_act(change, admin_id, kind), *revoked(change, ended)]
