"""Settings of engines."""

from dataclasses import dataclass, field
from pathlib import Path

from pydantic import SecretStr


@dataclass(frozen=True)
class Chosen:
    """Settings as an operator leaves them, but for what a test changes."""

    engines: tuple[str, ...] = ("whisper", "openai", "assemblyai", "openai_compatible", "pocketsphinx")
    engine_prices: dict[str, float] = field(default_factory=dict)
    remote_slots: int = 2
    openai_url: str | None = None
    openai_model: str = "whisper-1"
    openai_key: SecretStr | None = None
    assemblyai_url: str = "https://api.assemblyai.com"
    assemblyai_key: SecretStr | None = None
    private_provider_urls: bool = False
    models_dir: Path | None = None
    whisper_model: str = "small.en"
    whisper_processes: int = 1
    whisper_idle_s: float = 60.0
