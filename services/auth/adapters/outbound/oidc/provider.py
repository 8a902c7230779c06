"""A configured identity provider."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Provider:
    """`secret` authenticates us as its client; of a provider with HS256 it is what tokens are signed with."""

    name: str
    title: str
    issuer: str
    jwks_url: str | None = None
    client_id: str | None = None
    audiences: tuple[str, ...] = ()
    clients: tuple[str, ...] = ()
    algorithms: tuple[str, ...] = ("RS256",)
    scopes: tuple[str, ...] = ("openid", "email", "profile")
    emails_verified: bool = False
    second_factor_acr: tuple[str, ...] = ()
    redirect_uri: str = ""
    secret: str | None = field(default=None, repr=False)

    @property
    def shares_secret(self) -> bool:
        return self.algorithms == ("HS256",)

    @property
    def offers_login(self) -> bool:
        return self.client_id is not None and not self.shares_secret

    @property
    def accepted_audiences(self) -> tuple[str, ...]:
        """Whom a token that somebody brings must be meant for."""
        return (*self._client, *self.audiences)

    @property
    def known_clients(self) -> tuple[str, ...]:
        """To whom such a token may have been issued."""
        return (*self.accepted_audiences, *self.clients)

    @property
    def _client(self) -> tuple[str, ...]:
        return (self.client_id,) if self.client_id else ()


@dataclass(frozen=True)
class Metadata:
    """Of OpenID Connect Discovery 1.0 and RFC 9207."""

    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    names_itself: bool
    secret_in_body: bool
