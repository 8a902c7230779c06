"""What is configured of an engine behind an API."""

import threading
from abc import ABC, abstractmethod

from chassis.remote import RemoteApi
from services.transcribe.adapters.outbound.recognizers.remote.recognizer import (
    RemoteEngine,
    RemoteRecognizer,
    Terms,
)
from services.transcribe.adapters.outbound.recognizers.remote.surroundings import Surroundings


class RemoteSource(ABC):
    """Connects when it is first needed; keeps one connection, and one recogniser for each model."""

    name: str

    def __init__(self, surroundings: Surroundings) -> None:
        self._surroundings = surroundings
        self._recognizers: dict[str, RemoteRecognizer] = {}
        self._api: RemoteApi | None = None
        self._lock = threading.RLock()

    def recognizer(self, model: str) -> RemoteRecognizer:
        with self._lock:
            if model not in self._recognizers:
                price = self._surroundings.prices.get(f"{self.name}/{model}", self._usual_price(model))
                terms = Terms(price, self._surroundings.slots, self._surroundings.key_owner)
                engine = self._engine(self._connection(), model)
                self._recognizers[model] = RemoteRecognizer(engine, terms, self._surroundings.book)
            return self._recognizers[model]

    def stop(self, deadline_s: float) -> None:
        del deadline_s  # calls under way end by their own
        for recognizer in self._recognizers.values():
            recognizer.close()
        if self._api is not None:
            self._api.close()

    def _connection(self) -> RemoteApi:
        with self._lock:
            self._api = self._api or self._connect(self._surroundings)
            return self._api

    def _label(self) -> str:
        """Of metrics: what happens with somebody's own key says nothing of how the operator's service is."""
        return self.name if self._surroundings.key_owner is None else f"{self.name}_own_key"

    @abstractmethod
    def _connect(self, surroundings: Surroundings) -> RemoteApi: ...

    @abstractmethod
    def _engine(self, api: RemoteApi, model: str) -> RemoteEngine: ...

    @abstractmethod
    def _usual_price(self, model: str) -> float:
        """US dollars a minute."""
