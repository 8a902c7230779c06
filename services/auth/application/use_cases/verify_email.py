"""Verifying an email address."""

from dataclasses import dataclass

from services.auth.application.ports.credentials import AccountTokens, Credentials
from services.auth.application.ports.mail import MailQueue
from services.auth.application.ports.time_and_chance import Clock
from services.auth.application.token_reader import REFUSED, read_token
from services.auth.domain.audit import Act
from services.auth.domain.email import EmailAddress
from services.auth.domain.errors import TokenRefused
from services.auth.domain.mail import MailRequest


@dataclass(frozen=True)
class VerifyEmail:
    """Whoever has the token of the mail reads what is sent to the address.

    - A token lives a day and is used once; unknown, used and expired ones have the same answer.
    - It verifies the address that it was sent to, and no other that the user has by now.
    - The username that was asked for at the registration is given, where nobody has it by now.
    """

    tokens: AccountTokens
    credentials: Credentials
    clock: Clock

    def __call__(self, text: str) -> None:
        """Raises TokenRefused."""
        now = self.clock.now()
        token = read_token(self.tokens, "email_verification", text, now)
        act = Act("email.verified", now, token.tenant_id, token.user_id)
        if not self.credentials.verify_address(token, now, [act]):
            raise TokenRefused(REFUSED)


@dataclass(frozen=True)
class SendVerification:
    """Send the mail again.

    The answer is the same for every address, after the same work: whether there is an account, and whether
    its address is verified already, is looked up by who writes the mail.
    """

    mails: MailQueue
    clock: Clock

    def __call__(self, email: str) -> None:
        """Raises BadEmail."""
        address = EmailAddress.parse(email)
        self.mails.add(MailRequest("email_verification", self.clock.now(), address=address))
