"""OpenAI's API or a server that speaks it, as it is configured here."""

from collections.abc import Sequence
from time import monotonic

from chassis.remote import Destinations, RemoteApi, RemoteFailed, bearer
from services.transcribe.adapters.outbound.recognizers.openai_server import models
from services.transcribe.adapters.outbound.recognizers.openai_server.engine import OpenAIServer
from services.transcribe.adapters.outbound.recognizers.openai_server.models import NAME, OPENAI_URL
from services.transcribe.adapters.outbound.recognizers.remote.source import RemoteSource
from services.transcribe.adapters.outbound.recognizers.remote.surroundings import Surroundings
from services.transcribe.domain.engines import Capabilities

_DEAREST = max(models.PRICES.values())
_LIST_S = 1.0
_LIST_KEPT_S = 300.0


class OpenAISource(RemoteSource):
    """`url` is None for OpenAI itself; other servers may do without a key."""

    missing = ""

    def __init__(
        self, url: str | None, key: str | None, model: str, surroundings: Surroundings, name: str = NAME
    ) -> None:
        super().__init__(surroundings)
        self.name = name
        self._url = url or OPENAI_URL
        self._key = key
        self._model = model
        self._listed: tuple[str, ...] = ()
        self._list_again_at = 0.0

    def models(self) -> Sequence[str]:
        """What the server lists, the configured one first; that alone while the server does not answer."""
        with self._lock:
            if monotonic() >= self._list_again_at:
                self._listed = self._list() or self._listed
                self._list_again_at = monotonic() + _LIST_KEPT_S
        return (self._model, *(model for model in self._listed if model != self._model))

    def has(self, model: str) -> bool:
        return model in self.models() or not self._listed

    def capabilities(self, model: str) -> Capabilities:
        return models.capabilities(model)

    def _connect(self, surroundings: Surroundings) -> RemoteApi:
        guard = Destinations(private=surroundings.private_urls)
        destinations = guard if surroundings.users_url else None
        return RemoteApi(
            self._label(),
            self._url,
            bearer(self._key),
            now=surroundings.now,
            destinations=destinations,
        )

    def _engine(self, api: RemoteApi, model: str) -> OpenAIServer:
        return OpenAIServer(api, self._key, model, self.name)

    def _usual_price(self, model: str) -> float:
        return models.PRICES.get(model, _DEAREST) if models.is_openai(self._url) else 0.0

    def _list(self) -> tuple[str, ...]:
        try:
            answer = self._connection().json("GET", "/models", deadline_s=_LIST_S)
        except RemoteFailed:
            return ()
        entries = answer.get("data") if isinstance(answer, dict) else None
        if not isinstance(entries, list):
            return ()
        names = [entry.get("id") for entry in entries if isinstance(entry, dict)]
        return tuple(name for name in names if isinstance(name, str) and models.hears_speech(name))
