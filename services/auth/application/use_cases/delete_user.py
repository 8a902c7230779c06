"""Deleting one's own account."""

from dataclasses import dataclass
from uuid import UUID

from services.auth.application.ports.accounts import Accounts
from services.auth.application.ports.time_and_chance import Clock
from services.auth.domain.events import deletion_events


@dataclass(frozen=True)
class DeleteUser:
    """Delete the user who is calling, with the personal space and everything in it.

    - At once nobody can log in any more, and every session ends.
    - Then every service erases what it has and confirms it; auth erases its own part last.
    - Nothing can be brought back. The address is free again at once. Doing it twice is no error.
    """

    accounts: Accounts
    clock: Clock

    def __call__(self, tenant_id: UUID, user_id: UUID) -> None:
        now = self.clock.now()
        self.accounts.begin_erasure(
            tenant_id, user_id, now, lambda ended: deletion_events(tenant_id, user_id, ended, now)
        )
