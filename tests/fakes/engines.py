"""Engines that are at hand without a configuration."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from services.transcribe.application.ports.recognizer import SpeechRecognizer
from services.transcribe.domain.engines import EngineDescription, EngineWish, order_of_choice
from services.transcribe.domain.problems import UnknownEngine, UnknownModel


@dataclass
class FakeEngines:
    """All its recognisers are at hand, each with its one model."""

    recognizers: Sequence[SpeechRecognizer]

    def choose(self, wish: EngineWish, tenant_id: UUID) -> tuple[SpeechRecognizer, ...]:
        del tenant_id
        names = order_of_choice(wish, self.describe())
        return (self.named(names[0], wish.model), *(self.named(name) for name in names[1:]))

    def named(self, name: str, model: str = "") -> SpeechRecognizer:
        for recognizer in self.recognizers:
            if recognizer.engine.name == name:
                if model not in ("", recognizer.engine.model):
                    raise UnknownModel(model, name, [recognizer.engine.model])
                return recognizer
        raise UnknownEngine(name, [recognizer.engine.name for recognizer in self.recognizers])

    def describe(self) -> Sequence[EngineDescription]:
        return [
            EngineDescription(r.engine.name, (r.engine.model,), r.capabilities, preferred=number == 0)
            for number, r in enumerate(self.recognizers)
        ]
