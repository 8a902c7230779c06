"""Who else may say who a user is."""

import json
import re
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
    ValidationInfo,
    field_validator,
    model_validator,
)
from pydantic_settings import NoDecode

from chassis.settings import SettingsGroup


def _issuer(value: str) -> str:
    """Kept as it is written: an issuer is compared character by character."""
    url = urlsplit(value)
    loopback = url.scheme == "http" and url.hostname in ("127.0.0.1", "localhost", "::1")
    if not (url.scheme == "https" or loopback) or not url.hostname or {"@", "?", "#"} & set(value):
        raise ValueError("must be an https URL, without user, query and fragment")
    return value


def _return_url(value: str) -> str:
    """Of the web, of an app's own scheme (which has a dot), or of a program on this machine (RFC 8252 7)."""
    url = urlsplit(value)
    own_scheme = re.fullmatch(r"[a-z][a-z0-9+-]*(\.[a-z0-9+-]+)+", url.scheme)
    web = url.scheme == "https" and url.hostname
    loopback = url.scheme == "http" and url.hostname in ("127.0.0.1", "localhost", "::1")
    if not (own_scheme or web or loopback) or {"@", "#"} & set(value):
        raise ValueError(
            "must be https://, http:// of this machine, or an app's own scheme such as com.example.app:"
        )
    return value


def _json(value: object) -> object:
    try:
        return json.loads(value) if isinstance(value, str) else value
    except ValueError:
        # The parser's own words could show what was written.
        raise ValueError("must be JSON") from None


Algorithm = Literal["RS256", "PS256", "ES256", "EdDSA", "HS256"]
_Words = tuple[Annotated[str, Field(min_length=1, max_length=256)], ...]
_SHARED_SECRET_BYTES = 32
"""RFC 7518 3.2: a key of HS256 is as long as the hash."""


class IdentityProviderSettings(BaseModel):
    """An OpenID Connect provider, or any issuer of tokens with a published key set or a shared secret."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    name: str = Field(pattern=r"^[a-z][a-z0-9-]{0,31}$", description="Part of addresses here; never reused.")
    title: str = Field(default="", max_length=100, description="What users read; unset: the name.")
    issuer: Annotated[str, AfterValidator(_issuer)]
    jwks_url: Annotated[str, AfterValidator(_issuer)] | None = Field(
        default=None, description="Where its keys are, for an issuer without a discovery document."
    )
    client_id: str | None = Field(default=None, min_length=1, description="Needed for logging in.")
    audiences: _Words = Field(default=(), description="Tokens for these are accepted, and for the client_id.")
    clients: _Words = Field(default=(), description="Further clients (`azp`) that tokens may be issued to.")
    algorithms: tuple[Algorithm, ...] = Field(default=("RS256",), min_length=1)
    scopes: _Words = ("openid", "email", "profile")
    emails_verified: bool = Field(default=False, description="It verifies all addresses without saying so.")
    second_factor_acr: _Words = Field(default=(), description="`acr` of users that gave two factors there.")

    @model_validator(mode="after")
    def _makes_sense(self) -> Self:
        if "HS256" in self.algorithms and self.algorithms != ("HS256",):
            # One kind of key for each provider: a public key must never be taken for a shared secret.
            raise ValueError("HS256 excludes other algorithms")
        if not self.client_id and not self.audiences:
            raise ValueError("needs a client_id, audiences, or both")
        if "openid" not in self.scopes:
            raise ValueError("scopes must hold openid")
        return self


class OutsideIdentitySettings(SettingsGroup):
    """Who else may say who a user is."""

    identity_providers: Annotated[tuple[IdentityProviderSettings, ...], NoDecode, BeforeValidator(_json)] = (
        Field(
            default=(),
            description="Identity providers, as a JSON list; see docs/identity/outside-identity.md.",
        )
    )
    identity_provider_secrets: SecretStr | None = Field(
        default=None,
        description="JSON object from the names of identity providers to their client secrets, or to the"
        " shared secret where one signs with HS256.",
    )
    login_return_urls: Annotated[
        tuple[Annotated[str, AfterValidator(_return_url)], ...], NoDecode, BeforeValidator(_json)
    ] = Field(
        default=(),
        description="Where a login at an identity provider may return to, besides ROSTRUM_APP_URL: a JSON"
        " list of exact URLs; of a loopback address any port is meant.",
    )

    @field_validator("identity_providers")
    @classmethod
    def _are_told_apart(
        cls, value: tuple[IdentityProviderSettings, ...]
    ) -> tuple[IdentityProviderSettings, ...]:
        for field in ("name", "issuer"):
            if len({getattr(each, field) for each in value}) < len(value):
                raise ValueError(f"two providers have the same {field}")
        return value

    @field_validator("identity_provider_secrets")
    @classmethod
    def _belong_to_providers(cls, value: SecretStr | None, info: ValidationInfo) -> SecretStr | None:
        secrets = provider_secrets(value)
        providers = {each.name: each for each in info.data.get("identity_providers", ())}
        unknown = sorted(set(secrets) - set(providers)) if "identity_providers" in info.data else []
        if unknown:
            raise ValueError(f"{len(unknown)} of its names are of no provider")
        for name, provider in providers.items():
            short = len(secrets.get(name, "").encode()) < _SHARED_SECRET_BYTES
            if "HS256" in provider.algorithms and short:
                raise ValueError(f"needs a shared secret of at least {_SHARED_SECRET_BYTES} bytes for {name}")
        return value


def provider_secrets(value: SecretStr | None) -> dict[str, str]:
    """By the name of the provider; raises ValueError, without a word of the text, for anything else."""
    found = _json(value.get_secret_value()) if value else {}
    if not isinstance(found, dict) or not all(
        isinstance(secret, str) and secret for secret in found.values()
    ):
        raise ValueError("must be a JSON object with a text for each name")
    return found
