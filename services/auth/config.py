"""Settings of this service, parsed once."""

from ipaddress import IPv4Network, IPv6Network

from pydantic import Field, SecretStr

from chassis.settings import (
    DatabaseSettings,
    HttpSettings,
    IdentitySettings,
    MessagingSettings,
    RpcServerSettings,
    ServiceSettings,
    SettingsGroup,
    WebAddress,
)

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


class OperatorSettings(DatabaseSettings, ServiceSettings):
    """What an operator's command needs."""


class Settings(
    DatabaseSettings,
    MessagingSettings,
    RpcServerSettings,
    HttpSettings,
    IdentitySettings,
    VaultSettings,
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
    app_url: WebAddress | None = Field(
        default=None,
        description="Where the client application handles the links of mails, such as https://app.example.org;"
        " unset: mails carry the token and the command that uses it.",
    )
    http_threads: int = Field(
        default=16, ge=4, le=256, description="Threads of the HTTP server; a quarter may wait or stream."
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
