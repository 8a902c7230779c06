"""The names under which the trade's clients ask for a model.

`engine` and `engine:model` are ours. Clients that know only the names of OpenAI's models need no other: each
leaves the choice to the platform.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from chassis.errors import Fault, InvalidInput, NotFound
from services.ingest.domain.transcription import Engine

PLATFORM = "rostrum"
DIARIZING = "gpt-4o-transcribe-diarize"
ALIASES = ("whisper-1", "gpt-4o-transcribe", "gpt-4o-mini-transcribe", "gpt-transcribe", DIARIZING)
SPEECH_MODELS = ("tts-1", "tts-1-hd", "gpt-4o-mini-tts")
_FREE_CHOICE = frozenset({PLATFORM, *ALIASES})


@dataclass(frozen=True)
class Model:
    """One line of the list of models."""

    id: str
    owner: str
    own_key: bool = False
    """A key of the caller's own opens it."""


@dataclass(frozen=True)
class Choice:
    """Of an engine and its model; what is empty is left to the platform."""

    engine: str = ""
    model: str = ""


@dataclass(frozen=True)
class Needs:
    """What an engine must be able to do for a request; `what` says it in a refusal."""

    field: str
    what: str
    met_by: Callable[[Engine], bool]


TRANSLATING = Needs("model", "translates speech into English", lambda engine: engine.translates)
TELLING_SPEAKERS = Needs("response_format", "tells speakers apart", lambda engine: engine.speakers)
KNOWING_LANGUAGES = Needs("audio_file", "detects languages", lambda engine: engine.detects_language)


def models(engines: Sequence[Engine]) -> Iterator[Model]:
    """What can be asked for here and now; the aliases last."""
    for engine in engines:
        if not engine.missing:
            yield Model(engine.name, engine.name, engine.own_key)
            for model in engine.models:
                yield Model(f"{engine.name}:{model}", engine.name, engine.own_key)
    for name in (PLATFORM, *ALIASES):
        yield Model(name, PLATFORM)


def choose(name: str, engines: Sequence[Engine]) -> Choice:
    """Raises NotFound for a name that nothing here has, InvalidInput for an engine that lacks something."""
    if leaves_choice(name):
        return Choice()
    engine_name, _, model = name.partition(":")
    engine = next((engine for engine in engines if engine.name == engine_name), None)
    if engine is None or (model and engine.models and model not in engine.models):
        raise no_such_model(name, [model.id for model in models(engines)])
    if engine.missing:
        raise _refused("model", f"The model `{engine.name}` is not available: {engine.missing}")
    return Choice(engine.name, model)


def leaves_choice(name: str) -> bool:
    return name in _FREE_CHOICE


def able(choice: Choice, needs: Needs, engines: Sequence[Engine]) -> Choice:
    """The choice, or where it is free the first engine that meets the needs; refuses where none does."""
    asked = [engine for engine in engines if not engine.missing and choice.engine in ("", engine.name)]
    found = [engine for engine in asked if needs.met_by(engine)]
    if not found:
        raise _refused(needs.field, _nobody(choice, needs, engines))
    return choice if choice.engine else Choice(found[0].name)


def _nobody(choice: Choice, needs: Needs, engines: Sequence[Engine]) -> str:
    who = f"The engine `{choice.engine}`" if choice.engine else "No engine that is available here"
    verb = needs.what if not choice.engine else f"is none that {needs.what}"
    others = [
        f"{engine.name}{f' (which lacks: {engine.missing})' if engine.missing else ''}"
        for engine in engines
        if needs.met_by(engine)
    ]
    return f"{who} {verb}. Engines that could: {', '.join(others) or 'none is known here'}."


def no_such_model(name: str, known: Sequence[str]) -> NotFound:
    return NotFound(
        f"The model `{name[:64]}` does not exist. There are: {', '.join(known)}.",
        code="model_not_found",
        faults=[Fault("/model", "does not exist.")],
    )


def _refused(field: str, detail: str) -> InvalidInput:
    return InvalidInput(detail, code="engine_not_able", faults=[Fault(f"/{field}", detail)])
