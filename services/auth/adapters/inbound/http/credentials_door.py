"""What one logs in with, changed by who is logged in, over HTTP."""

from collections.abc import Sequence

from chassis.web import Call, Limit, Operation, Reply
from services.auth.adapters.inbound.http.account_bodies import (
    EmailChange,
    MailView,
    PasswordChange,
    UsernameChoice,
)
from services.auth.adapters.inbound.http.callers import session_caller
from services.auth.application.accounts import AccountMatters

_TAG = "Users"
_DONE = {204: None}


class CredentialsDoor:
    """Each operation reads its request, calls one use case and shows the result."""

    def __init__(self, accounts: AccountMatters) -> None:
        self._accounts = accounts

    def operations(self) -> Sequence[Operation]:
        limits = (Limit("credentials", 10),)
        guarded = (403, 404, 503)
        return (
            Operation(
                "PUT", "/v1/users/me/password", self.change_password, _TAG, "user", _DONE, limits,
                problems=guarded,
            ),
            Operation(
                "PUT", "/v1/users/me/email", self.request_email_change, _TAG, "user", {202: MailView}, limits,
                problems=guarded,
            ),
            Operation(
                "PUT", "/v1/users/me/username", self.choose_username, _TAG, "user", _DONE, limits,
                problems=(403, 404, 409),
            ),
        )  # fmt: skip

    def change_password(self, call: Call, body: PasswordChange) -> Reply:
        """Change your password.

        This session goes on; all others end. A wrong present password counts as a failed login.
        """
        self._accounts.change_password(session_caller(call), body.present_password, body.password)
        return Reply()

    def request_email_change(self, call: Call, body: EmailChange) -> Reply:
        """Change your email address.

        Nothing changes until the token of the mail to the new address has been used. The answer is the same
        whether somebody has that address or not.
        """
        self._accounts.request_email_change(session_caller(call), body.password, body.email)
        return Reply(MailView(), 202)

    def choose_username(self, call: Call, body: UsernameChoice) -> Reply:
        """Choose a username to log in with, or another one.

        It needs a verified address. Nobody else can have one that looks the same.
        """
        self._accounts.choose_username(call.user.tenant_id, call.user.user_id, body.username)
        return Reply()
