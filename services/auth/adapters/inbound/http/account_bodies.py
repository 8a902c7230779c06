"""What clients send and get where accounts are looked after, as JSON."""

from datetime import datetime
from typing import Literal

from pydantic import Field

from chassis.web import Body, Query, View
from services.auth.adapters.inbound.http.bodies import Email, NewPassword, PresentPassword


class MailedToken(Body):
    """The token of a mail."""

    token: str = Field(max_length=200, examples=["rev_..."])


class Reader(Body):
    """Whose mail it is."""

    email: Email


class PasswordReset(MailedToken):
    """The token of the mail, and the password from now on."""

    password: NewPassword


class PasswordChange(Body):
    """The password of now, and the one from now on."""

    present_password: PresentPassword
    password: NewPassword


class EmailChange(Body):
    """The address from now on, and the password."""

    email: Email
    password: PresentPassword


class UsernameChoice(Body):
    """Letters and digits (a to z, 0 to 9), with single dots, hyphens and underscores between them."""

    username: str = Field(max_length=100, examples=["ada.lovelace"])


class MailView(View):
    """The same for every address, known or not."""

    status: str = Field(default="accepted", description="If there is something to send, it is on its way.")


class DeletionQuery(Query):
    """When the account is to go."""

    when: Literal["now", "in_30_days"] = Field(
        default="now", description="`in_30_days`: logging in before then cancels it."
    )


class DeletionView(View):
    """What is going to happen."""

    status: Literal["begun", "scheduled"]
    due_at: datetime | None = Field(default=None, description="When it begins, where it is scheduled.")
