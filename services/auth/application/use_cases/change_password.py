"""Changing one's own password."""

from dataclasses import dataclass

from services.auth.application.caller import Caller
from services.auth.application.ended_sessions import ending
from services.auth.application.password_choice import PasswordChoice
from services.auth.application.password_proof import REFUSED, PasswordProof
from services.auth.application.ports.credentials import Credentials, NewPassword
from services.auth.application.ports.passwords import PasswordHasher
from services.auth.application.ports.time_and_chance import Clock
from services.auth.domain.audit import Act, Fact
from services.auth.domain.errors import WrongPassword
from services.auth.domain.mail import MailRequest


@dataclass(frozen=True)
class ChangePassword:
    """Replace the password of the user who is calling.

    - It needs the present one, which must be the present one still when the new one is set. Wrong ones are
      limited as failed logins are.
    - The session that is calling goes on; all others end. A mail tells the user.
    """

    proof: PasswordProof
    credentials: Credentials
    passwords: PasswordChoice
    hasher: PasswordHasher
    clock: Clock

    def __call__(self, caller: Caller, present: str, wanted: str) -> None:
        """Raises WrongPassword and WeakPassword."""
        owner = (caller.tenant_id, caller.user_id)
        login = self.proof.require(*owner, present, caller.peer)
        chosen = self.passwords.check(wanted, login.email)
        hashed, now = self.hasher.hash(chosen), self.clock.now()
        new = NewPassword(
            *owner, hashed, now, "password_changed", caller.session_id, replaces=login.password_hash
        )
        told: list[Fact] = [
            Act("password.changed", now, *owner),
            MailRequest("password_changed", now, *owner),
        ]
        if not self.credentials.change_password(new, lambda ended: [*ending(new, ended), *told]):
            raise WrongPassword(REFUSED)
