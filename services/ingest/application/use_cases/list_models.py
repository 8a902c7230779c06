"""A client of the trade asks what it can ask for."""

from collections.abc import Sequence

from chassis.errors import Unavailable
from services.ingest.application.ports.engines import Engines
from services.ingest.domain.models import PLATFORM, SPEECH_MODELS, Model, models, no_such_model


class ListModels:
    """Every name that a request may give as its model here and now, with who answers to it.

    Engines that lack their key, weights or package are not among them. Those that speak always are: whether
    there is a voice, shows when it is asked.
    """

    def __init__(self, engines: Engines) -> None:
        self._engines = engines

    def __call__(self) -> Sequence[Model]:
        known = self._engines.known()
        if known is None:
            raise Unavailable("The list of engines can't be had just now.", code="engines_not_listed")
        return [*models(known), *(Model(name, PLATFORM) for name in SPEECH_MODELS)]

    def one(self, name: str) -> Model:
        there_are = self()
        found = next((model for model in there_are if model.id == name), None)
        if found is None:
            raise no_such_model(name, [model.id for model in there_are])
        return found
