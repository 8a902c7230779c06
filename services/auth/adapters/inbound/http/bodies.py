"""What clients send and get, as JSON."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from chassis.web import Body, View
from services.auth.adapters.inbound.http.token_replies import SessionWish

# Longer than any that is accepted: what is too long is judged, and told, by the domain.
_Email = Annotated[str, Field(max_length=320, examples=["ada@example.org"])]
_Password = Annotated[str, Field(max_length=4096, json_schema_extra={"format": "password"})]


class NewAccount(Body):
    """Who wants an account."""

    email: _Email
    password: _Password = Field(description="8 to 1024 bytes in UTF-8; any characters.")
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

    email: _Email
    password: _Password


class ProfileEdit(Body):
    """Fields that are left out, or null, stay as they are."""

    display_name: str | None = Field(default=None, max_length=400)
    locale: str | None = Field(default=None, max_length=40)


class UserView(View):
    """The user who is calling."""

    id: UUID
    tenant_id: UUID
    email: str
    display_name: str
    locale: str
    created_at: datetime
