"""Deleting one's own account in thirty days, unless one thinks better of it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from services.auth.application.ports.accounts import Accounts
from services.auth.application.ports.deletions import ScheduledDeletions
from services.auth.application.ports.time_and_chance import Clock
from services.auth.domain.audit import Act
from services.auth.domain.errors import NoSuchUser
from services.auth.domain.mail import MailRequest

DELAY = timedelta(days=30)


@dataclass(frozen=True)
class ScheduleDeletion:
    """Have the account deleted in thirty days.

    - Until then everything works as before. Logging in cancels it, and so does the user's request.
    - A mail tells the user, so that nobody else can do it unnoticed.
    - Asking again does not move the day.
    """

    accounts: Accounts
    deletions: ScheduledDeletions
    clock: Clock

    def __call__(self, tenant_id: UUID, user_id: UUID) -> datetime:
        """When it is going to happen."""
        now = self.clock.now()
        act = Act("account.deletion_scheduled", now, tenant_id, user_id)
        told = MailRequest("deletion_scheduled", now, tenant_id, user_id)
        self.deletions.schedule(tenant_id, user_id, now + DELAY, [act, told])
        user = self.accounts.find(tenant_id, user_id)
        if user is None or user.deletion_due_at is None:
            raise NoSuchUser("There is no such user.")
        return user.deletion_due_at

    def cancel(self, tenant_id: UUID, user_id: UUID) -> None:
        """Where none is scheduled there is nothing to do."""
        act = Act("account.deletion_cancelled", self.clock.now(), tenant_id, user_id)
        self.deletions.cancel(tenant_id, user_id, [act])
