"""AssemblyAI, as it is configured here."""

from collections.abc import Callable, Sequence
from datetime import datetime

from chassis.remote import RemoteApi
from services.transcribe.adapters.outbound.recognizers.assemblyai_service import models
from services.transcribe.adapters.outbound.recognizers.assemblyai_service.engine import AssemblyAI
from services.transcribe.adapters.outbound.recognizers.remote.source import RemoteSource, Surroundings
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

    def _connect(self, now: Callable[[], datetime]) -> RemoteApi:
        headers = {"Authorization": self._key}
        return RemoteApi(models.NAME, self._url, headers, now=now, largest_answer=_LARGEST_ANSWER)

    def _engine(self, api: RemoteApi, model: str) -> AssemblyAI:
        return AssemblyAI(api, model)

    def _usual_price(self, model: str) -> float:
        return models.PRICES[model]
