"""Deleting one's own account."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from services.auth.application.ports.accounts import Accounts
from services.auth.application.ports.time_and_chance import Clock
from services.auth.domain.audit import Fact
from services.auth.domain.events import deletion_events
from services.auth.domain.mail import MailRequest


@dataclass(frozen=True)
class DeleteUser:
    """Delete the user who is calling, with the personal space and everything in it.

    - At once nobody can log in any more, and every session ends. A mail tells the user.
    - Then every service erases what it has and confirms it; auth erases its own part last.
    - Nothing can be brought back. The address is free again at once. Doing it twice is no error.
    """

    accounts: Accounts
    clock: Clock

    def __call__(self, tenant_id: UUID, user_id: UUID, *, if_due: bool = False) -> bool:
        """Whether it began now. With `if_due` only where a scheduled deletion is due: nobody is deleted who
        has just logged in again."""
        now = self.clock.now()
        user = self.accounts.find(tenant_id, user_id)
        # Without the tenant: it is to be sent when nothing of the tenant is left.
        mails = [MailRequest("account_deleted", now, address=user.email)] if user else []

        def facts(ended: Sequence[UUID]) -> Sequence[Fact]:
            return (*deletion_events(tenant_id, user_id, ended, now), *mails)

        return self.accounts.begin_erasure(tenant_id, user_id, now, facts, if_due=if_due)
