"""What clients send and get, as JSON."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from chassis.web import Body, View
from services.auth.adapters.inbound.http.token_replies import SessionWish

# Longer than any that is accepted: what is too long is judged, and told, by the domain.
Email = Annotated[str, Field(max_length=320, examples=["ada@example.org"])]
PresentPassword = Annotated[str, Field(max_length=4096, json_schema_extra={"format": "password"})]
NewPassword = Annotated[PresentPassword, Field(description="8 to 1024 bytes in UTF-8; any characters.")]
_Text = Annotated[str | None, Field(default=None, max_length=400)]
_Entries = dict[str, str | int | float | bool | list[str] | None]


class NewAccount(Body):
    """Who wants an account."""

    email: Email
    password: NewPassword
    username: str | None = Field(
        default=None,
        max_length=100,
        description="A second name to log in with, from when the address is verified, if it is free then.",
    )
    display_name: str = Field(default="", max_length=400)
    locale: str = Field(default="en", max_length=40, description="BCP 47 language tag.")


class RegistrationView(View):
    """The same for every address, known or not."""

    status: str = Field(default="accepted")
    next: str = Field(
        default="/v1/auth/login", description="Where to log in, with the same address and password."
    )


class Credentials(SessionWish):
    """Who wants to log in."""

    email: Annotated[Email, Field(description="Or the username.")]
    password: PresentPassword


class ProfileEdit(Body):
    """What is left out stays as it is. Null takes away what you have told, but for name and locale."""

    display_name: str | None = Field(default=None, max_length=400)
    locale: str | None = Field(default=None, max_length=40, description="BCP 47 language tag.")
    degree: _Text
    university: _Text
    target_position: _Text
    years_of_experience: float | None = Field(default=None, description="0 to 80.")
    preferences: _Entries | None = Field(
        default=None,
        description="Names with texts, numbers, true, false or lists of texts, for client programs. Names"
        " that are left out stay; null takes one away.",
        examples=[{"theme": "dark", "weekly_goal_min": 30}],
    )
    onboarding: _Entries | None = Field(
        default=None,
        description="Answers to the questions that client programs ask new users, in the same form.",
        examples=[{"goals": ["interviews", "fewer fillers"]}],
    )


class UserView(View):
    """The user who is calling."""

    id: UUID
    tenant_id: UUID
    email: str
    email_verified: bool
    username: str | None
    display_name: str
    locale: str
    degree: str | None
    university: str | None
    target_position: str | None
    years_of_experience: float | None
    preferences: _Entries
    onboarding: _Entries
    created_at: datetime
    deletion_due_at: datetime | None = Field(description="When a scheduled deletion of the account begins.")
