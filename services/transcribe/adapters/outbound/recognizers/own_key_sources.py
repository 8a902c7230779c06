"""Engines for keys of tenants, of those that the operator has not switched off."""

from dataclasses import dataclass

from chassis.lent_keys import LentKey
from services.transcribe.adapters.outbound.recognizers.assemblyai_service import models as assemblyai
from services.transcribe.adapters.outbound.recognizers.openai_server import models as openai
from services.transcribe.adapters.outbound.recognizers.own_keys import OwnKeyEngine, OwnKeys
from services.transcribe.adapters.outbound.recognizers.remote.surroundings import Surroundings
from services.transcribe.adapters.outbound.recognizers.resources import EngineSettings, Resources
from services.transcribe.adapters.outbound.recognizers.sources import EngineSource


def own_keys(settings: EngineSettings, resources: Resources) -> OwnKeys:
    sources = _Sources(settings, resources)
    known = {
        openai.NAME: OwnKeyEngine(
            openai.API_VERSION, tuple(openai.PRICES), openai.capabilities, sources.openai
        ),
        openai.COMPATIBLE: OwnKeyEngine(openai.API_VERSION, (), openai.capabilities, sources.openai),
        assemblyai.NAME: OwnKeyEngine(
            assemblyai.API_VERSION, tuple(assemblyai.PRICES), assemblyai.capabilities, sources.assemblyai
        ),
    }
    return OwnKeys(resources.vault, {name: known[name] for name in settings.engines if name in known})


@dataclass(frozen=True)
class _Sources:
    """What each needs is imported when somebody has a key for it."""

    settings: EngineSettings
    resources: Resources

    def openai(self, name: str, lent: LentKey, model: str) -> EngineSource:
        from services.transcribe.adapters.outbound.recognizers.openai_server.source import OpenAISource

        return OpenAISource(lent.base_url, lent.key, model, self._around(lent), name)

    def assemblyai(self, name: str, lent: LentKey, model: str) -> EngineSource:
        from services.transcribe.adapters.outbound.recognizers.assemblyai_service.source import (
            AssemblyAISource,
        )

        del name, model
        return AssemblyAISource(lent.base_url, lent.key, self._around(lent))

    def _around(self, lent: LentKey) -> Surroundings:
        """For one piece of work, so with one slot."""
        return Surroundings(
            book=self.resources.book,
            prices=self.settings.engine_prices,
            slots=1,
            now=self.resources.now,
            key_owner=lent.owner_id,
            users_url=lent.owners_url,
            private_urls=self.settings.private_provider_urls,
        )
