"""What is configured of an engine behind an API."""

import threading
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from chassis.remote import RemoteApi
from services.transcribe.adapters.outbound.recognizers.remote.call_book import CallBook
from services.transcribe.adapters.outbound.recognizers.remote.recognizer import (
    RemoteEngine,
    RemoteRecognizer,
    Terms,
)


@dataclass(frozen=True)
class Surroundings:
    """What all of them share. `prices` are the operator's, US dollars a minute, by engine/model."""

    book: CallBook
    prices: Mapping[str, float]
    slots: int
    now: Callable[[], datetime]


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
                terms = Terms(price, self._surroundings.slots)
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
            self._api = self._api or self._connect(self._surroundings.now)
            return self._api

    @abstractmethod
    def _connect(self, now: Callable[[], datetime]) -> RemoteApi: ...

    @abstractmethod
    def _engine(self, api: RemoteApi, model: str) -> RemoteEngine: ...

    @abstractmethod
    def _usual_price(self, model: str) -> float:
        """US dollars a minute."""
