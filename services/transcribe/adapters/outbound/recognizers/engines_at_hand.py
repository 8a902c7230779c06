"""The engines of this installation, in the configured order."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Protocol
from uuid import UUID

from services.transcribe.application.ports.recognizer import SpeechRecognizer
from services.transcribe.domain.engines import (
    Capabilities,
    EngineDescription,
    EngineWish,
    order_of_choice,
)
from services.transcribe.domain.problems import EngineNotAtHand, UnknownEngine, UnknownModel


class EngineSource(Protocol):
    """One engine, as far as it is installed here."""

    @property
    def name(self) -> str: ...

    @property
    def missing(self) -> str:
        """What it lacks and where to put it; empty when it can be used."""
        ...

    def models(self) -> Sequence[str]:
        """At least one; the first is taken where none is asked for and it can do what is wanted."""
        ...

    def has(self, model: str) -> bool:
        """Whether it may be asked for."""
        ...

    def capabilities(self, model: str) -> Capabilities: ...

    def recognizer(self, model: str) -> SpeechRecognizer:
        """The same one each time."""
        ...

    def stop(self, deadline_s: float) -> None: ...


class SingleModel:
    """An engine that is always at hand, with one model."""

    missing = ""

    def __init__(self, recognizer: SpeechRecognizer) -> None:
        self.name = recognizer.engine.name
        self._recognizer = recognizer

    def models(self) -> Sequence[str]:
        return (self._recognizer.engine.model,)

    def has(self, model: str) -> bool:
        return model == self._recognizer.engine.model

    def capabilities(self, model: str) -> Capabilities:
        del model
        return self._recognizer.capabilities

    def recognizer(self, model: str) -> SpeechRecognizer:
        del model
        return self._recognizer

    def stop(self, deadline_s: float) -> None:
        """Whoever started the recogniser stops it."""


class NotAtHand:
    """An engine that could be used here if it had what is missing."""

    def __init__(
        self, name: str, models: Sequence[str], capabilities: Callable[[str], Capabilities], missing: str
    ) -> None:
        self.name = name
        self.missing = missing
        self._models = models
        self._capabilities = capabilities

    def models(self) -> Sequence[str]:
        return self._models

    def has(self, model: str) -> bool:
        return model in self._models

    def capabilities(self, model: str) -> Capabilities:
        return self._capabilities(model)

    def recognizer(self, model: str) -> SpeechRecognizer:
        del model
        raise EngineNotAtHand(self.name, self.missing)

    def stop(self, deadline_s: float) -> None:
        """There is nothing to stop."""


class EnginesAtHand:
    """Also a component of the process: engines that keep processes or threads end with it."""

    def __init__(self, sources: Sequence[EngineSource]) -> None:
        self.name = "engines"
        self._sources = {source.name: source for source in sources}

    def choose(self, wish: EngineWish, tenant_id: UUID) -> tuple[SpeechRecognizer, ...]:
        del tenant_id  # everybody has the same
        if wish.model and not wish.engine:
            wish = replace(wish, engine=self._owner(wish.model))
        names = order_of_choice(wish, [self._described(source, wish) for source in self._sources.values()])
        return tuple(self.named(name, self._model(self._sources[name], wish)) for name in names)

    def named(self, name: str, model: str = "") -> SpeechRecognizer:
        source = self._sources.get(name)
        if source is None:
            raise UnknownEngine(name, list(self._sources))
        if source.missing:
            raise EngineNotAtHand(name, source.missing)
        if model and not source.has(model):
            raise UnknownModel(model, name, source.models())
        return source.recognizer(model or source.models()[0])

    def describe(self) -> Sequence[EngineDescription]:
        plain = EngineWish()
        engines = [self._described(source, plain) for source in self._sources.values()]
        usable = [e for e in engines if e.available and plain.is_met_by(e.capabilities)]
        first = order_of_choice(plain, engines)[0] if usable else ""
        return [replace(engine, preferred=engine.name == first) for engine in engines]

    def start(self) -> None:
        """Each engine begins when it is first needed."""

    def stop(self, deadline_s: float) -> None:
        for source in self._sources.values():
            source.stop(deadline_s)

    def alive(self) -> bool:
        return True

    def ready(self) -> bool:
        return True

    def _described(self, source: EngineSource, wish: EngineWish) -> EngineDescription:
        model = self._model(source, wish)
        return EngineDescription(
            source.name, tuple(source.models()), source.capabilities(model), source.missing
        )

    def _model(self, source: EngineSource, wish: EngineWish) -> str:
        """The one that is asked for, or else the first that can do what is wanted; rather one that tells the
        language, where nobody says which it is."""
        if wish.model and wish.engine == source.name:
            return wish.model
        models = source.models()
        able = [model for model in models if wish.is_met_by(source.capabilities(model))]
        telling = [model for model in able if source.capabilities(model).detects_language]
        return ((telling if not wish.language else []) or able or models)[0]

    def _owner(self, model: str) -> str:
        for source in self._sources.values():
            if not source.missing and model in source.models():
                return source.name
        known = [name for source in self._sources.values() if not source.missing for name in source.models()]
        raise UnknownModel(model, "", known)
