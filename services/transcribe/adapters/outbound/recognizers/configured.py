"""The engines of the configuration; what an engine needs is imported where it is at hand."""

from collections.abc import Callable, Mapping

from pydantic import SecretStr

from services.transcribe.adapters.outbound.recognizers.assemblyai_service import models as assemblyai
from services.transcribe.adapters.outbound.recognizers.engines_at_hand import (
    EnginesAtHand,
    NotAtHand,
    SingleModel,
)
from services.transcribe.adapters.outbound.recognizers.openai_server import models as openai
from services.transcribe.adapters.outbound.recognizers.own_key_sources import own_keys
from services.transcribe.adapters.outbound.recognizers.remote.surroundings import Surroundings
from services.transcribe.adapters.outbound.recognizers.resources import EngineSettings, Resources
from services.transcribe.adapters.outbound.recognizers.sources import EngineSource
from services.transcribe.adapters.outbound.recognizers.whisper.recognizer import Room
from services.transcribe.adapters.outbound.recognizers.whisper.source import WhisperSource


def configured_engines(settings: EngineSettings, resources: Resources) -> EnginesAtHand:
    sources = [_MAKERS[name](settings, resources) for name in settings.engines]
    return EnginesAtHand(sources, own_keys(settings, resources))


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

    around = _surroundings(settings, resources)
    return OpenAISource(settings.openai_url, key, settings.openai_model, around)


def _openai_compatible(settings: EngineSettings, resources: Resources) -> EngineSource:
    del settings, resources  # users alone bring such servers: the operator's is the engine openai
    return NotAtHand(openai.COMPATIBLE, ("whisper-1",), openai.capabilities, openai.OWN_KEY_MISSING)


def _assemblyai(settings: EngineSettings, resources: Resources) -> EngineSource:
    key = _secret(settings.assemblyai_key)
    if key is None:
        models = tuple(assemblyai.PRICES)
        return NotAtHand(assemblyai.NAME, models, assemblyai.capabilities, assemblyai.KEY_MISSING)
    from services.transcribe.adapters.outbound.recognizers.assemblyai_service.source import AssemblyAISource

    return AssemblyAISource(settings.assemblyai_url, key, _surroundings(settings, resources))


def _surroundings(settings: EngineSettings, resources: Resources) -> Surroundings:
    return Surroundings(resources.book, settings.engine_prices, settings.remote_slots, resources.now)


def _secret(value: SecretStr | None) -> str | None:
    return value.get_secret_value() or None if value else None


_MAKERS: Mapping[str, Callable[[EngineSettings, Resources], EngineSource]] = {
    "pocketsphinx": _pocketsphinx,
    "whisper": _whisper,
    "openai": _openai,
    "openai_compatible": _openai_compatible,
    "assemblyai": _assemblyai,
}
