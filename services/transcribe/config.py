"""Settings of this service, parsed once."""

import os
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import NoDecode

from chassis.settings import (
    DatabaseSettings,
    IdentitySettings,
    MessagingSettings,
    ObjectStoreSettings,
    PeerAddress,
    ProviderSettings,
    RpcServerSettings,
    ServiceSettings,
    SettingsGroup,
    TextModelSettings,
)

EngineName = Literal["whisper", "openai", "assemblyai", "openai_compatible", "pocketsphinx"]


def _cores() -> int:
    """Those that this process may use, where the system tells."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class EngineSettings(SettingsGroup):
    """The speech engines; docs/engines.md tells how each is switched on."""

    engines: Annotated[tuple[EngineName, ...], NoDecode] = Field(
        default=("whisper", "openai", "assemblyai", "openai_compatible", "pocketsphinx"),
        min_length=1,
        description="Engines in use, in the order in which they are preferred, separated by commas.",
    )
    engine_spend_per_day_usd: float = Field(
        default=5.0, ge=0, description="US dollars that a tenant may spend on paid engines in a day (UTC)."
    )
    engine_prices: dict[str, Annotated[float, Field(ge=0)]] = Field(
        default={},
        description="US dollars a minute by engine and model where they are not the usual ones, as JSON: "
        '{"openai/whisper-1": 0.006}.',
    )
    openai_url: str | None = Field(
        default=None,
        description="Address of a server that speaks OpenAI's audio API, such as http://127.0.0.1:8000/v1; "
        "unset: OpenAI itself.",
    )
    openai_model: str = Field(default="whisper-1", description="Its model where a request names none.")
    openai_key: SecretStr | None = Field(default=None, description="Its key.")
    assemblyai_url: str = Field(
        default="https://api.assemblyai.com",
        description="Address of AssemblyAI; https://api.eu.assemblyai.com stays in the European Union.",
    )
    assemblyai_key: SecretStr | None = Field(default=None, description="Its key.")
    models_dir: Path | None = Field(
        default=None, description="Directory with a folder of weights for each faster-whisper model."
    )
    whisper_model: str = Field(
        default="small.en", description="The faster-whisper model that is used first, if it is there."
    )
    whisper_processes: int = Field(
        default=1, ge=1, le=64, description="Processes with a faster-whisper model; they share the cores."
    )
    whisper_idle_s: float = Field(
        default=300.0,
        gt=0,
        description="Seconds without work after which a faster-whisper model leaves.",
    )

    @field_validator("engines", mode="before")
    @classmethod
    def _splits(cls, value: object) -> object:
        return tuple(name.strip() for name in value.split(",")) if isinstance(value, str) else value

    @field_validator("openai_url", "assemblyai_url")
    @classmethod
    def _is_an_address(cls, value: str | None) -> str | None:
        url = urlsplit(value or "https://unset")
        if url.scheme not in {"http", "https"} or not url.hostname or "@" in url.netloc:
            raise ValueError("must be http://host/path or https://host/path, without user and password")
        return value


class Settings(
    EngineSettings,
    DatabaseSettings,
    MessagingSettings,
    ObjectStoreSettings,
    RpcServerSettings,
    IdentitySettings,
    ProviderSettings,
    TextModelSettings,
    ServiceSettings,
):
    """What every process but the migration needs."""

    ingest_rpc: PeerAddress
    recognizer_processes: int = Field(
        default_factory=_cores,
        ge=1,
        le=256,
        description="Processes of the embedded speech recogniser, of 190 MB each; unset: one for each core.",
    )
    remote_slots: int = Field(
        default=16,
        ge=1,
        le=256,
        description="Pieces that one worker process has with engines on other machines at a time.",
    )
