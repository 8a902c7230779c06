"""What clients send and get about identity providers, as JSON and in addresses."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import ConfigDict, Field

from chassis.web import Body, Query, View
from services.auth.adapters.inbound.http.token_replies import SessionWish
from services.auth.application.ports.outside_identity import ProviderAnswer, ProviderOffer
from services.auth.domain.outside_identity import LinkedIdentity

_ProviderToken = Annotated[
    str,
    Field(
        max_length=4096,
        examples=["eyJ..."],
        description="A token of a configured provider: its ID token, or an access token that is a JWT.",
    ),
]
_S256 = r"^[A-Za-z0-9_-]{43}$"
_VERIFIER = r"^[A-Za-z0-9._~-]{43,128}$"
"""RFC 7636 4.1."""


class ProviderView(View):
    """An identity provider at which users can log in."""

    name: str
    title: str
    authorize: str = Field(description="Where the browser goes to log in, with its parameters.")

    @classmethod
    def of(cls, offer: ProviderOffer) -> "ProviderView":
        return cls(name=offer.name, title=offer.title, authorize=f"/v1/auth/oidc/{offer.name}/authorize")


class ProvidersView(View):
    """Those that are configured."""

    items: list[ProviderView]

    @classmethod
    def of(cls, offers: Sequence[ProviderOffer]) -> "ProvidersView":
        return cls(items=[ProviderView.of(offer) for offer in offers])


class LoginQuery(Query):
    """How a login begins."""

    code_challenge: str = Field(
        pattern=_S256,
        description="SHA-256, in base64url, of a random `code_verifier` that the app keeps (RFC 7636).",
    )
    return_to: str | None = Field(
        default=None,
        max_length=2000,
        description="Where the browser returns to, out of those that are configured; left out: the app.",
    )


class CallbackQuery(Query):
    """A provider's answer. Providers add parameters of their own, which are left alone."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    state: str = Field(max_length=128)
    code: str | None = Field(default=None, max_length=4096)
    iss: str | None = Field(default=None, max_length=2000, description="Who answers (RFC 9207).")
    error: str | None = Field(default=None, max_length=200)

    def answer(self) -> ProviderAnswer | None:
        """None where the provider says that there is no login."""
        return ProviderAnswer(self.code, self.iss) if self.code and not self.error else None


class LoginCode(SessionWish):
    """What the browser brought back to the app."""

    code: str = Field(max_length=128, examples=["rlc_..."])
    code_verifier: str = Field(
        pattern=_VERIFIER, description="That of the `code_challenge` which the login began with."
    )


class OutsideTokenBody(Body):
    """What an identity provider gave to the client."""

    token: _ProviderToken


class TokenExchange(SessionWish):
    """What an identity provider gave to the client."""

    token: _ProviderToken


class IdentityView(View):
    """An identity that leads to the account."""

    id: UUID
    provider: str
    subject: str = Field(description="What the provider calls the user.")
    linked_at: datetime

    @classmethod
    def of(cls, identity: LinkedIdentity) -> "IdentityView":
        return cls(
            id=identity.id,
            provider=identity.provider,
            subject=identity.subject,
            linked_at=identity.linked_at,
        )


class IdentitiesView(View):
    """Oldest first."""

    items: list[IdentityView]
