"""A client of the trade names a model."""

from services.ingest.application.ports.engines import Engines
from services.ingest.domain.models import Choice, Needs, able, choose, leaves_choice


class ChooseModel:
    """The engine for a model's name, and for what the request needs of it.

    - The names of OpenAI's models, and `rostrum`, leave the choice to the platform; `engine` and
      `engine:model` insist on it. Another name is refused with a list of what there is.
    - Where an ability is needed that not every engine has, a free choice falls on an engine that has it;
      where none has, the refusal names those that could and what they lack.
    - Where transcribe can't be asked for its engines, the name passes: transcribe has the last word.
    """

    def __init__(self, engines: Engines) -> None:
        self._engines = engines

    def __call__(self, name: str, needs: Needs | None = None) -> Choice:
        if needs is None and leaves_choice(name):
            return Choice()
        known = self._engines.known()
        if known is None:
            engine, _, model = name.partition(":")
            return Choice() if leaves_choice(name) else Choice(engine, model)
        choice = choose(name, known)
        return able(choice, needs, known) if needs else choice
