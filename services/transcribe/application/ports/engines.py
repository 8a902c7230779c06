"""The engines that this installation knows."""

from collections.abc import Sequence
from typing import Protocol
from uuid import UUID

from services.transcribe.application.ports.recognizer import SpeechRecognizer
from services.transcribe.domain.engines import EngineDescription, EngineWish


class Engines(Protocol):
    """Each method raises `InvalidInput`, listing what there is, for an engine or model that there is not,
    and naming what is missing and where to put it for an engine that can't be used here."""

    def choose(self, wish: EngineWish, tenant_id: UUID) -> tuple[SpeechRecognizer, ...]:
        """In the order in which they are to be tried, never none; see domain/engines.py for the rule."""
        ...

    def named(self, name: str, model: str = "") -> SpeechRecognizer:
        """The one that `SpeechRecognizer.engine` names; an empty model is the engine's own choice."""
        ...

    def describe(self) -> Sequence[EngineDescription]:
        """In the configured order."""
        ...
