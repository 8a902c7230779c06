"""Getting back into an account whose password is forgotten."""

from dataclasses import dataclass

from services.auth.application.ended_sessions import ending
from services.auth.application.leftovers import Leftovers
from services.auth.application.password_choice import PasswordChoice
from services.auth.application.ports.accounts import Accounts
from services.auth.application.ports.audit import AuditTrail
from services.auth.application.ports.credentials import AccountTokens, Credentials, NewPassword
from services.auth.application.ports.mail import MailQueue
from services.auth.application.ports.passwords import PasswordHasher
from services.auth.application.ports.time_and_chance import Clock
from services.auth.application.token_reader import REFUSED, read_token
from services.auth.domain.account_tokens import AccountToken
from services.auth.domain.audit import Act, Fact
from services.auth.domain.email import EmailAddress
from services.auth.domain.errors import TokenRefused
from services.auth.domain.mail import MailRequest
from services.auth.domain.session import Reason


@dataclass(frozen=True)
class RequestPasswordReset:
    """Send a mail with a token that sets a new password.

    - The answer is the same for every address, after the same work, down to the statements.
    - The token is made when the mail is written: until then there is no secret to steal.
    """

    accounts: Accounts
    mails: MailQueue
    audit: AuditTrail
    clock: Clock

    def __call__(self, email: str) -> None:
        """Raises BadEmail."""
        address, now = EmailAddress.parse(email), self.clock.now()
        login = self.accounts.find_login(address)
        tenant_id, user_id = (login.tenant_id, login.user_id) if login else (None, None)
        self.audit.record(Act("password.reset_requested", now, tenant_id, target_id=user_id))
        self.mails.add(MailRequest("password_reset", now, address=address))


@dataclass(frozen=True)
class ResetPassword:
    """Set a new password with the token of a mail.

    - A token lives an hour and is used once; unknown, used and expired ones have the same answer.
    - Every session ends: whoever else knew the old password is out. Then log in; a second factor stays.
    - The address is verified by that: only who reads its mail has the token.
    - A password that is refused does not use the token up.
    - Where the address was never verified, somebody else may have made the account, and lie in wait for its
      owner: then API tokens, second factors and provider keys are removed as well.
    """

    accounts: Accounts
    tokens: AccountTokens
    credentials: Credentials
    leftovers: Leftovers
    passwords: PasswordChoice
    hasher: PasswordHasher
    clock: Clock

    def __call__(self, text: str, password: str) -> None:
        """Raises TokenRefused and WeakPassword."""
        token = read_token(self.tokens, "password_reset", text, self.clock.now())
        chosen = self.passwords.check(password, token.address)
        owner = (token.tenant_id, token.user_id)
        hashed, now = self.hasher.hash(chosen), self.clock.now()
        new = NewPassword(*owner, hashed, now, self._reason(token), token=token)
        told: list[Fact] = [Act("password.reset", now, *owner), MailRequest("password_changed", now, *owner)]
        if not self.credentials.change_password(new, lambda ended: [*ending(new, ended), *told]):
            raise TokenRefused(REFUSED)
        if new.reason == "account_claimed":
            self.leftovers.clear(*owner)  # what was under way while it changed hands

    def _reason(self, token: AccountToken) -> Reason:
        user = self.accounts.find(token.tenant_id, token.user_id)
        if user is None:
            raise TokenRefused(REFUSED)
        if user.email_verified:
            return "password_reset"
        self.leftovers.clear(token.tenant_id, token.user_id)
        return "account_claimed"
