"""The engines of the configuration; what an engine needs is imported where it is at hand."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from pydantic import SecretStr

from services.transcribe.adapters.outbound.recognizers.assemblyai_service import models as assemblyai
from services.transcribe.adapters.outbound.recognizers.engines_at_hand import (
    EnginesAtHand,
    EngineSource,
    NotAtHand,
    SingleModel,
)
from services.transcribe.adapters.outbound.recognizers.openai_server import models as openai
from services.transcribe.adapters.outbound.recognizers.remote.call_book import CallBook
from services.transcribe.adapters.outbound.recognizers.whisper.recognizer import Room
from services.transcribe.adapters.outbound.recognizers.whisper.source import WhisperSource
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


def configured_engines(settings: EngineSettings, resources: Resources) -> EnginesAtHand:
    return EnginesAtHand([_MAKERS[name](settings, resources) for name in settings.engines])


def _pocketsphinx(settings: EngineSettings, resources: Resources) -> EngineSource:
    del settings
    return SingleModel(resources.embedded)


def _whisper(settings: EngineSettings, resources: Resources) -> EngineSource:
    processes = settings.whisper_processes
    room = Room(processes, max(1, resources.cores // processes), settings.whisper_idle_s)
    return WhisperSource(settings.models_dir, settings.whisper_model, room)


def _openai(settings: EngineSettings, resources: Resources) -> EngineSource:
    key = _secret(settings.openai_key)
    if key is None and openai.is_openai(settings.openai_url or openai.OPENAI_URL):
        return NotAtHand(openai.NAME, (settings.openai_model,), openai.capabilities, openai.KEY_MISSING)
    from services.transcribe.adapters.outbound.recognizers.openai_server.source import OpenAISource
    from services.transcribe.adapters.outbound.recognizers.remote.source import Surroundings

    around = Surroundings(resources.book, settings.engine_prices, settings.remote_slots, resources.now)
    return OpenAISource(settings.openai_url, key, settings.openai_model, around)


def _assemblyai(settings: EngineSettings, resources: Resources) -> EngineSource:
    key = _secret(settings.assemblyai_key)
    if key is None:
        models = tuple(assemblyai.PRICES)
        return NotAtHand(assemblyai.NAME, models, assemblyai.capabilities, assemblyai.KEY_MISSING)
    from services.transcribe.adapters.outbound.recognizers.assemblyai_service.source import AssemblyAISource
    from services.transcribe.adapters.outbound.recognizers.remote.source import Surroundings

    around = Surroundings(resources.book, settings.engine_prices, settings.remote_slots, resources.now)
    return AssemblyAISource(settings.assemblyai_url, key, around)


def _secret(value: SecretStr | None) -> str | None:
    return value.get_secret_value() or None if value else None


_MAKERS: Mapping[str, Callable[[EngineSettings, Resources], EngineSource]] = {
    "pocketsphinx": _pocketsphinx,
    "whisper": _whisper,
    "openai": _openai,
    "assemblyai": _assemblyai,
}
