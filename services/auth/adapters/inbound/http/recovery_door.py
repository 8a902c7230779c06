"""What people do with the tokens of their mails, and how they ask for them, over HTTP.

Nobody is logged in here: the answers are the same for every address, and for every token that is refused.
"""

from collections.abc import Sequence

from chassis.web import Call, Limit, Operation, Reply
from services.auth.adapters.inbound.http.account_bodies import MailedToken, MailView, PasswordReset, Reader
from services.auth.application.accounts import AccountMatters

_TAG = "Recovery"
_ASKED = {202: MailView}
_DONE = {204: None}


class RecoveryDoor:
    """Each operation reads its request, calls one use case and shows the result."""

    def __init__(self, accounts: AccountMatters, per_minute: int) -> None:
        self._accounts = accounts
        self._limits = (Limit("recovery", per_minute),)

    def operations(self) -> Sequence[Operation]:
        limits = self._limits
        return (
            Operation(
                "POST", "/v1/auth/email/send", self.send_verification, _TAG, "anonymous", _ASKED, limits
            ),
            Operation("POST", "/v1/auth/email/verify", self.verify_email, _TAG, "anonymous", _DONE, limits),
            Operation(
                "POST", "/v1/auth/email/confirm", self.confirm_email_change, _TAG, "anonymous", _DONE, limits
            ),
            Operation(
                "POST", "/v1/auth/password/forgotten", self.request_password_reset, _TAG, "anonymous",
                _ASKED, limits,
            ),
            Operation(
                "POST", "/v1/auth/password/reset", self.reset_password, _TAG, "anonymous", _DONE, limits,
                problems=(503,),
            ),
        )  # fmt: skip

    def send_verification(self, call: Call, body: Reader) -> Reply:
        """Send the mail that verifies an address again.

        The answer is the same for every address. Nothing is sent to one that is verified, or has no account.
        """
        del call
        self._accounts.send_verification(body.email)
        return Reply(MailView(), 202)

    def verify_email(self, call: Call, body: MailedToken) -> Reply:
        """Verify an email address with the token of the mail.

        A token lives a day and is used once.
        """
        del call
        self._accounts.verify_email(body.token)
        return Reply()

    def confirm_email_change(self, call: Call, body: MailedToken) -> Reply:
        """Make a new address yours with the token of the mail to it.

        A token lives a day and is used once. The old address is told.
        """
        del call
        self._accounts.confirm_email_change(body.token)
        return Reply()

    def request_password_reset(self, call: Call, body: Reader) -> Reply:
        """Ask for a mail that sets a new password.

        The answer is the same for every address, and takes as long.
        """
        del call
        self._accounts.request_password_reset(body.email)
        return Reply(MailView(), 202)

    def reset_password(self, call: Call, body: PasswordReset) -> Reply:
        """Set a new password with the token of the mail.

        A token lives an hour and is used once. All sessions end: log in next.
        """
        del call
        self._accounts.reset_password(body.token, body.password)
        return Reply()
