"""Settings from the environment and from secret files, parsed once, with every fault reported together.

A service composes its own frozen class out of the groups it needs and loads it in `config.py`:

    class Settings(DatabaseSettings, RpcServerSettings, ServiceSettings):
        ingest_rpc: PeerAddress

    settings = load(Settings)
"""

from chassis.settings.groups import (
    DatabaseSettings,
    HttpSettings,
    IdentitySettings,
    MessagingSettings,
    ObjectStoreSettings,
    PeerAddress,
    Port,
    ProviderSettings,
    RpcServerSettings,
    ServiceSettings,
    TextModelSettings,
    WebAddress,
)
from chassis.settings.loading import ENV_PREFIX, SettingsError, SettingsGroup, load, required
from chassis.settings.reference import SettingReference, reference

__all__ = [
    "ENV_PREFIX",
    "DatabaseSettings",
    "HttpSettings",
    "IdentitySettings",
    "MessagingSettings",
    "ObjectStoreSettings",
    "PeerAddress",
    "Port",
    "ProviderSettings",
    "RpcServerSettings",
    "ServiceSettings",
    "SettingReference",
    "SettingsError",
    "SettingsGroup",
    "TextModelSettings",
    "WebAddress",
    "load",
    "reference",
    "required",
]
