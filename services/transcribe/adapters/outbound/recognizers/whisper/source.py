"""faster-whisper, as far as it is installed here."""

import threading
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

from services.transcribe.adapters.outbound.recognizers.whisper.recognizer import (
    NAME,
    Room,
    WhisperRecognizer,
    capabilities,
)
from services.transcribe.adapters.outbound.recognizers.whisper.weights import models_in
from services.transcribe.domain.engines import Capabilities


class WhisperSource:
    """Looks for weights each time it is asked, so that fetched ones count at once."""

    name = NAME

    def __init__(self, folder: Path | None, model: str, room: Room) -> None:
        self._folder = folder
        self._model = model
        self._room = room
        self._recognizers: dict[str, WhisperRecognizer] = {}
        self._lock = threading.Lock()

    @property
    def missing(self) -> str:
        if find_spec("faster_whisper") is None:
            return "faster-whisper is not installed. Install the extra of that name: rostrum[whisper]"
        if not models_in(self._folder):
            return f"no weights in ROSTRUM_MODELS_DIR. Fetch some with: make models MODEL={self._model}"
        return ""

    def models(self) -> Sequence[str]:
        """Those whose weights are here, the configured one first."""
        found = models_in(self._folder)
        return sorted(found, key=lambda model: model != self._model) or (self._model,)

    def has(self, model: str) -> bool:
        return model in self.models()

    def capabilities(self, model: str) -> Capabilities:
        return capabilities(model)

    def recognizer(self, model: str) -> WhisperRecognizer:
        assert self._folder is not None
        with self._lock:
            if model not in self._recognizers:
                self._recognizers[model] = WhisperRecognizer(self._folder / model, self._room)
            return self._recognizers[model]

    def stop(self, deadline_s: float) -> None:
        del deadline_s  # children are killed, which does not wait
        for recognizer in self._recognizers.values():
            recognizer.close()
