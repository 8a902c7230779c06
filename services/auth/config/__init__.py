"""Settings of this service, parsed once."""

import re
from email.utils import parseaddr
from ipaddress import IPv4Network, IPv6Network
from typing import Literal

from pydantic import Field, SecretStr, field_validator

from chassis.settings import (
    DatabaseSettings,
    HttpSettings,
    IdentitySettings,
    MessagingSettings,
    ProviderSettings,
    RpcServerSettings,
    ServiceSettings,
    SettingsGroup,
    WebAddress,
)
from services.auth.config.identity_providers import OutsideIdentitySettings
from services.auth.domain.key_providers import PROVIDERS

_LOOPBACK = (IPv4Network("127.0.0.0/8"), IPv6Network("::1/128"))


class VaultSettings(SettingsGroup):
    """The master keys of stored secrets: our own, present and previous, or a key management service's."""

    vault_master_key: SecretStr | None = Field(
        default=None,
        description="Master key of stored secrets: 32 bytes in base64. Unset where there is a"
        " ROSTRUM_VAULT_KMS_URL.",
    )
    vault_previous_master_keys: SecretStr | None = Field(
        default=None,
        description="Master keys before a rotation, separated by white space: needed until all is rewrapped.",
    )
    vault_kms_url: str | None = Field(
        default=None,
        description="Transit engine of a HashiCorp Vault or OpenBao server that keeps the master key instead,"
        " such as https://vault.example.org/v1/transit.",
    )
    vault_kms_key: str = Field(
        default="rostrum", pattern=r"^[A-Za-z0-9_.-]{1,64}$", description="Name of the key in that engine."
    )
    vault_kms_token: SecretStr | None = Field(
        default=None,
        description="Token for that engine, with encrypt and decrypt of the key, and read of it.",
    )


_MAIL = re.compile(r"(smtps?|smtp\+plain)://[^@/\s]+:[1-9][0-9]{0,4}|file:///.*")


class MailSettings(SettingsGroup):
    """Where mails go, and from whom they come."""

    mail: str = Field(
        description="Mail server: smtp://host:587 (STARTTLS), smtps://host:465 (TLS) or smtp+plain://host:25"
        " (no encryption); or file:///directory for files in a folder."
    )
    mail_from: str = Field(
        default="Rostrum <rostrum@localhost>", description="Sender of mails: an address, or `Name <address>`."
    )
    smtp_user: str | None = Field(default=None, description="Login of the mail server, where it needs one.")
    smtp_password: SecretStr | None = Field(default=None, description="Password of that login.")

    @field_validator("mail")
    @classmethod
    def _is_a_server_or_a_folder(cls, value: str) -> str:
        if not _MAIL.fullmatch(value):
            raise ValueError(
                "must be smtp://, smtps:// or smtp+plain:// with host:port, or file:///directory"
            )
        return value

    @field_validator("mail_from")
    @classmethod
    def _is_an_address(cls, value: str) -> str:
        address = parseaddr(value)[1]
        if not re.fullmatch(r"[^@\s]+@[^@\s]+", address) or {"\r", "\n"} & set(value):
            raise ValueError("must be an address, or `Name <address>`")
        return value


class ProviderKeySettings(ProviderSettings):
    """Where keys of providers are used."""

    provider_urls: dict[str, WebAddress] = Field(
        default={},
        description="Addresses of providers where they are not the usual ones, as JSON:"
        ' {"assemblyai": "https://api.eu.assemblyai.com"}.',
    )

    @field_validator("provider_urls")
    @classmethod
    def _are_of_providers(cls, value: dict[str, str]) -> dict[str, str]:
        known = [name for name, provider in PROVIDERS.items() if provider.base_url]
        if not set(value) <= set(known):
            raise ValueError(f"there are {', '.join(known)}")
        return value


class RotationSettings(VaultSettings, DatabaseSettings, ServiceSettings):
    """What moving secrets to another master key needs."""


class OperatorSettings(DatabaseSettings, ServiceSettings):
    """What an operator's command needs."""


class Settings(
    DatabaseSettings,
    MessagingSettings,
    RpcServerSettings,
    HttpSettings,
    IdentitySettings,
    VaultSettings,
    ProviderKeySettings,
    OutsideIdentitySettings,
    MailSettings,
    ServiceSettings,
):
    """What every process but the migration needs."""

    signing_key: SecretStr | None = Field(
        default=None, description="Ed25519 private key (PEM) that signs access tokens."
    )
    previous_signing_key: SecretStr | None = Field(
        default=None,
        description="The signing key before a rotation, published until its last tokens have expired.",
    )
    email_verification: Literal["optional", "required"] = Field(
        default="optional", description="Whether logging in needs a verified email address."
    )
    app_url: WebAddress | None = Field(
        default=None,
        description="Where the client application handles the links of mails, such as https://app.example.org;"
        " unset: mails carry the token and the command that uses it.",
    )
    http_threads: int = Field(
        default=256,
        ge=8,
        le=1024,
        description="Threads of the HTTP server: one in 64 is at work, a quarter is kept for refusing.",
    )
    trusted_proxies: tuple[IPv4Network | IPv6Network, ...] = Field(
        default=_LOOPBACK,
        description="Networks of the proxies whose X-Forwarded-For tells the client's address.",
    )
    login_failures_per_account: int = Field(
        default=5, ge=1, description="Failed logins a minute to one account from one address."
    )
    login_failures_per_address: int = Field(
        default=20, ge=1, description="Failed logins a minute from one address, over all accounts."
    )
    registrations_per_address: int = Field(
        default=60, ge=1, description="Registrations a minute from one address."
    )
