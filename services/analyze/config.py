"""The settings of analyze, parsed once; migrations need only the first of them."""

from pydantic import Field, FilePath

from chassis.settings import (
    DatabaseSettings,
    IdentitySettings,
    MessagingSettings,
    ObjectStoreSettings,
    PeerAddress,
    ProviderSettings,
    RpcServerSettings,
    ServiceSettings,
    TextModelSettings,
)


class Settings(
    DatabaseSettings,
    MessagingSettings,
    ObjectStoreSettings,
    RpcServerSettings,
    IdentitySettings,
    ProviderSettings,
    TextModelSettings,
    ServiceSettings,
):
    """What the processes of analyze need."""

    ingest_rpc: PeerAddress
    transcribe_rpc: PeerAddress
    profiles_file: FilePath | None = Field(
        default=None,
        description=(
            "A TOML file with thresholds that take the place of the built-in ones, by profile; "
            "see services/analyze/adapters/outbound/standards/profiles.toml."
        ),
    )
    inclusive_file: FilePath | None = Field(
        default=None,
        description=(
            "A TOML file with words that may exclude somebody, each with what could be said instead, in "
            "place of the built-in list; see services/analyze/adapters/outbound/standards/inclusive.toml."
        ),
    )
    analysis_processes: int = Field(
        default=2, ge=1, le=64, description="Child processes in which analyses run side by side."
    )
    analysis_deadline_s: float = Field(
        default=60.0,
        gt=0,
        le=240,
        description="Seconds that one analysis of a recording may take; an hour of audio needs about 10.",
    )
