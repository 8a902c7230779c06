"""Engines that are at hand without a configuration."""

from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from uuid import UUID

from services.transcribe.application.ports.engines import EngineChoice, Errand
from services.transcribe.application.ports.recognizer import SpeechRecognizer
from services.transcribe.domain.engines import EngineDescription, EngineWish, order_of_choice
from services.transcribe.domain.problems import UnknownEngine, UnknownModel


@dataclass
class FakeEngines:
    """All its recognisers are at hand, each with its one model."""

    recognizers: Sequence[SpeechRecognizer]
    errands: list[Errand] = field(default_factory=list)

    def choose(self, wish: EngineWish, tenant_id: UUID) -> tuple[EngineChoice, ...]:
        names = order_of_choice(wish, self.describe(tenant_id))
        return (self._named(names[0], wish.model), *(self._named(name) for name in names[1:]))

    def at_work(self, name: str, model: str, errand: Errand) -> AbstractContextManager[SpeechRecognizer]:
        self.errands.append(errand)
        return nullcontext(self._named(name, model))

    def _named(self, name: str, model: str = "") -> SpeechRecognizer:
        for recognizer in self.recognizers:
            if recognizer.engine.name == name:
                if model not in ("", recognizer.engine.model):
                    raise UnknownModel(model, name, [recognizer.engine.model])
                return recognizer
        raise UnknownEngine(name, [recognizer.engine.name for recognizer in self.recognizers])

    def describe(self, tenant_id: UUID) -> Sequence[EngineDescription]:
        del tenant_id
        return [
            EngineDescription(r.engine.name, (r.engine.model,), r.capabilities, preferred=number == 0)
            for number, r in enumerate(self.recognizers)
        ]
