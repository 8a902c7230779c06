"""Deleting the accounts whose day has come."""

from dataclasses import dataclass

from services.auth.application.ports.deletions import DueDeletions
from services.auth.application.ports.time_and_chance import Clock
from services.auth.application.use_cases.delete_user import DeleteUser


@dataclass(frozen=True)
class DeleteDueUsers:
    """Carry out the deletions that users have scheduled, as if each asked for it now.

    Any number of workers may do it at once: each deletion begins once, and not where the user has logged in
    a moment before.
    """

    deletions: DueDeletions
    delete_user: DeleteUser
    clock: Clock

    def __call__(self) -> int:
        """How many have begun."""
        due = self.deletions.due(self.clock.now())
        return sum(self.delete_user(tenant_id, user_id, if_due=True) for tenant_id, user_id in due)
