"""A user leaves."""

from dataclasses import dataclass
from datetime import datetime

from services.auth.application.caller import Caller
from services.auth.application.fresh_proof import FreshProof
from services.auth.application.use_cases.delete_user import DeleteUser
from services.auth.application.use_cases.schedule_deletion import ScheduleDeletion


@dataclass(frozen=True)
class DeleteOwnAccount:
    """Delete the account of the user who is calling, now or in thirty days.

    Who has a second factor needs a fresh proof: they want no stolen session to be enough for this.
    """

    proof: FreshProof
    delete: DeleteUser
    schedule: ScheduleDeletion

    def now(self, caller: Caller) -> None:
        """Raises ProofRequired."""
        self.proof.require_of_enrolled(caller.tenant_id, caller.user_id, caller.session_id)
        self.delete(caller.tenant_id, caller.user_id)

    def later(self, caller: Caller) -> datetime:
        """When it is going to happen. Raises ProofRequired."""
        self.proof.require_of_enrolled(caller.tenant_id, caller.user_id, caller.session_id)
        return self.schedule(caller.tenant_id, caller.user_id)
