"""What engines are made of."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Protocol

from pydantic import SecretStr

from chassis.lent_keys import KeyVault, NoVault
from services.transcribe.adapters.outbound.recognizers.remote.call_book import CallBook
from services.transcribe.application.ports.recognizer import SpeechRecognizer


class EngineSettings(Protocol):
    """The settings of that name, as services/transcribe/config.py describes them."""

    @property
    def engines(self) -> Sequence[str]: ...
    @property
    def engine_prices(self) -> Mapping[str, float]: ...
    @property
    def remote_slots(self) -> int: ...
    @property
    def openai_url(self) -> str | None: ...
    @property
    def openai_model(self) -> str: ...
    @property
    def openai_key(self) -> SecretStr | None: ...
    @property
    def assemblyai_url(self) -> str: ...
    @property
    def assemblyai_key(self) -> SecretStr | None: ...
    @property
    def private_provider_urls(self) -> bool: ...
    @property
    def models_dir(self) -> Path | None: ...
    @property
    def whisper_model(self) -> str: ...
    @property
    def whisper_processes(self) -> int: ...
    @property
    def whisper_idle_s(self) -> float: ...


@dataclass(frozen=True)
class Resources:
    """What engines share with the rest of the process."""

    embedded: SpeechRecognizer
    """Started and stopped by its owner."""
    book: CallBook
    cores: int
    now: Callable[[], datetime]
    vault: KeyVault = field(default_factory=NoVault)
    """Where tenants keep keys of their own."""
