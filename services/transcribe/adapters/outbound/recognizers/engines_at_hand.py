"""The engines of this installation, in the configured order."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import TypeVar
from uuid import UUID

from services.transcribe.adapters.outbound.recognizers.own_keys import OwnKeys
from services.transcribe.adapters.outbound.recognizers.sources import ChoosableSource, EngineSource
from services.transcribe.application.ports.engines import EngineChoice, Errand
from services.transcribe.application.ports.recognizer import SpeechRecognizer
from services.transcribe.domain.engines import (
    Capabilities,
    EngineDescription,
    EngineWish,
    order_of_choice,
)
from services.transcribe.domain.problems import EngineNotAtHand, UnknownEngine, UnknownModel


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
    """Also a component of the process: engines that keep processes or threads end with it.

    `own_keys` open engines for the tenants that have them, in the place of the operator's of the same name.
    """

    def __init__(self, sources: Sequence[EngineSource], own_keys: OwnKeys | None = None) -> None:
        self.name = "engines"
        self._sources = {source.name: source for source in sources}
        self._own_keys = own_keys or OwnKeys()

    def choose(self, wish: EngineWish, tenant_id: UUID) -> tuple[EngineChoice, ...]:
        sources = self._sources_for(tenant_id)
        if wish.model and not wish.engine:
            wish = replace(wish, engine=_owner(sources, wish.model))
        names = order_of_choice(wish, [_described(source, wish) for source in sources.values()])
        return tuple(_known(sources, name, _model(sources[name], wish)) for name in names)

    @contextmanager
    def at_work(self, name: str, model: str, errand: Errand) -> Iterator[SpeechRecognizer]:
        with self._own_keys.lent(name, model, errand) as own:
            yield own or _known(self._sources, name, model)

    def describe(self, tenant_id: UUID) -> Sequence[EngineDescription]:
        plain = EngineWish()
        sources = self._sources_for(tenant_id)
        engines = [_described(source, plain) for source in sources.values()]
        usable = [e for e in engines if e.available and plain.is_met_by(e.capabilities)]
        first = order_of_choice(plain, engines)[0] if usable else ""
        return [
            replace(
                engine,
                preferred=engine.name == first,
                own_key=sources[engine.name] is not self._sources[engine.name],
            )
            for engine in engines
        ]

    def start(self) -> None:
        """Each engine begins when it is first needed."""

    def stop(self, deadline_s: float) -> None:
        for source in self._sources.values():
            source.stop(deadline_s)

    def alive(self) -> bool:
        return True

    def ready(self) -> bool:
        return True

    def _sources_for(self, tenant_id: UUID) -> Mapping[str, ChoosableSource[EngineChoice]]:
        """In the configured order, whoever opened them."""
        offered = {source.name: source for source in self._own_keys.offered(tenant_id)}
        return {name: offered.get(name, source) for name, source in self._sources.items()}


Recognizer = TypeVar("Recognizer", bound=EngineChoice)


def _known(sources: Mapping[str, ChoosableSource[Recognizer]], name: str, model: str) -> Recognizer:
    source = sources.get(name)
    if source is None:
        raise UnknownEngine(name, list(sources))
    if source.missing:
        raise EngineNotAtHand(name, source.missing)
    if model and not source.has(model):
        raise UnknownModel(model, name, source.models())
    return source.recognizer(model or source.models()[0])


def _described(source: ChoosableSource[EngineChoice], wish: EngineWish) -> EngineDescription:
    model = _model(source, wish)
    return EngineDescription(source.name, tuple(source.models()), source.capabilities(model), source.missing)


def _model(source: ChoosableSource[EngineChoice], wish: EngineWish) -> str:
    """The one that is asked for, or else the first that can do what is wanted; rather one that tells the
    language, where nobody says which it is."""
    if wish.model and wish.engine == source.name:
        return wish.model
    models = source.models()
    able = [model for model in models if wish.is_met_by(source.capabilities(model))]
    telling = [model for model in able if source.capabilities(model).detects_language]
    return ((telling if not wish.language else []) or able or models)[0]


def _owner(sources: Mapping[str, ChoosableSource[EngineChoice]], model: str) -> str:
    for source in sources.values():
        if not source.missing and model in source.models():
            return source.name
    known = [name for source in sources.values() if not source.missing for name in source.models()]
    raise UnknownModel(model, "", known)
