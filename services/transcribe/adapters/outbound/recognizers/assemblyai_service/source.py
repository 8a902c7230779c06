"""AssemblyAI, as it is configured here."""

from collections.abc import Sequence

from chassis.remote import RemoteApi
from services.transcribe.adapters.outbound.recognizers.assemblyai_service import models
from services.transcribe.adapters.outbound.recognizers.assemblyai_service.engine import AssemblyAI
from services.transcribe.adapters.outbound.recognizers.remote.source import RemoteSource
from services.transcribe.adapters.outbound.recognizers.remote.surroundings import Surroundings
from services.transcribe.domain.engines import Capabilities

_LARGEST_ANSWER = 128 * 1024 * 1024
"""Ten hours of words, with everything that the service tells of each."""


class AssemblyAISource(RemoteSource):
    """`url` is the service's: it has one for the European Union, too."""

    name = models.NAME
    missing = ""

    def __init__(self, url: str, key: str, surroundings: Surroundings) -> None:
        super().__init__(surroundings)
        self._url = url
        self._key = key

    def models(self) -> Sequence[str]:
        return tuple(models.PRICES)

    def has(self, model: str) -> bool:
        return model in models.PRICES

    def capabilities(self, model: str) -> Capabilities:
        return models.capabilities(model)

    def _connect(self, surroundings: Surroundings) -> RemoteApi:
        headers = {"Authorization": self._key}
        return RemoteApi(
            self._label(), self._url, headers, now=surroundings.now, largest_answer=_LARGEST_ANSWER
        )

    def _engine(self, api: RemoteApi, model: str) -> AssemblyAI:
        return AssemblyAI(api, model)

    def _usual_price(self, model: str) -> float:
        return models.PRICES[model]
