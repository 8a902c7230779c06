"""Changing one's own email address."""

from dataclasses import dataclass

from services.auth.application.caller import Caller
from services.auth.application.password_proof import PasswordProof
from services.auth.application.ports.accounts import Accounts
from services.auth.application.ports.audit import AuditTrail
from services.auth.application.ports.credentials import AccountTokens, Credentials
from services.auth.application.ports.mail import MailQueue
from services.auth.application.ports.time_and_chance import Clock
from services.auth.application.token_reader import REFUSED, read_token
from services.auth.domain.audit import Act, Fact
from services.auth.domain.email import EmailAddress
from services.auth.domain.errors import TokenRefused
from services.auth.domain.mail import MailRequest


@dataclass(frozen=True)
class RequestEmailChange:
    """Ask for another address: a mail to it carries a token that makes the change.

    - It needs the password.
    - The answer is the same whether the address is free or taken; the owner of a taken one gets no token,
      and hears of the attempt.
    """

    proof: PasswordProof
    mails: MailQueue
    audit: AuditTrail
    clock: Clock

    def __call__(self, caller: Caller, password: str, email: str) -> None:
        """Raises BadEmail and WrongPassword."""
        address = EmailAddress.parse(email)
        owner = (caller.tenant_id, caller.user_id)
        now = self.clock.now()  # before the password is looked at: one that is changed meanwhile voids this
        self.proof.require(*owner, password, caller.peer)
        self.audit.record(Act("email.change_requested", now, *owner))
        self.mails.add(MailRequest("email_change", now, *owner, address))


@dataclass(frozen=True)
class ConfirmEmailChange:
    """Make the change, with the token that came to the new address.

    - A token lives a day and is used once; unknown, used and expired ones have the same answer.
    - The new address is verified by that, and the old one is told. Tokens sent to the old one are void.
    """

    tokens: AccountTokens
    credentials: Credentials
    accounts: Accounts
    clock: Clock

    def __call__(self, text: str) -> None:
        """Raises TokenRefused, also where somebody else has taken the address since."""
        now = self.clock.now()
        token = read_token(self.tokens, "email_change", text, now)
        owner = (token.tenant_id, token.user_id)
        before = self.accounts.find(*owner)
        if before is None:
            raise TokenRefused(REFUSED)
        told: list[Fact] = [
            Act("email.changed", now, *owner),
            MailRequest("email_changed", now, *owner, before.email),
        ]
        if not self.credentials.change_address(token, now, told):
            raise TokenRefused(REFUSED)
