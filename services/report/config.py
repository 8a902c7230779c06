"""The settings of the report service."""

from chassis.settings import (
    DatabaseSettings,
    IdentitySettings,
    MessagingSettings,
    PeerAddress,
    RpcServerSettings,
    ServiceSettings,
)


class Settings(ServiceSettings, DatabaseSettings, MessagingSettings, RpcServerSettings, IdentitySettings):
    """Parsed once; what is not secret is needed by every process of the service."""

    ingest_rpc: PeerAddress
    transcribe_rpc: PeerAddress
    analyze_rpc: PeerAddress
