"""What clients send and get about API tokens, as JSON."""

from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import Field

from chassis.web import Body, View, WholeNumber
from services.auth.domain.api_token import DEFAULT_DAYS, MAX_DAYS, PREFIX, ApiToken
from services.auth.domain.scopes import SCOPES

_SCOPES = "; ".join(f"`{name}`: {meaning}" for name, meaning in SCOPES.items())


class NewApiToken(Body):
    """What the token is called, allows, and how long."""

    name: str = Field(max_length=400, examples=["ci"], description="By which you will know it again.")
    scopes: list[str] = Field(max_length=16, examples=[["recordings:read"]], description=f"{_SCOPES}.")
    expires_in_days: WholeNumber = Field(default=DEFAULT_DAYS, ge=1, le=MAX_DAYS)


def _shown(token: ApiToken) -> dict[str, Any]:
    return {
        "id": token.id,
        "name": token.name,
        "scopes": list(token.scopes),
        "hint": f"{PREFIX}...{token.last_four}",
        "created_at": token.created_at,
        "expires_at": token.expires_at,
        "last_used_at": token.last_used_at,
        "last_used_peer": token.last_used_peer,
    }


class ApiTokenView(View):
    """A token, without its secret."""

    id: UUID
    name: str
    scopes: list[str]
    hint: str = Field(description="How it begins and ends.", examples=["rst_...Xk3g"])
    created_at: datetime
    expires_at: datetime
    last_used_at: datetime | None = Field(description="To the minute.")
    last_used_peer: str | None = Field(description="The network address that it was last used from.")

    @classmethod
    def of(cls, token: ApiToken) -> "ApiTokenView":
        return cls(**_shown(token))


class NewApiTokenView(ApiTokenView):
    """A token with its secret, which is told this once."""

    token: str = Field(examples=["rst_..."])

    @classmethod
    def told(cls, token: ApiToken, text: str) -> "NewApiTokenView":
        return cls(**_shown(token), token=text)


class ApiTokenListView(View):
    """The newest first, without those that were revoked."""

    items: list[ApiTokenView]
