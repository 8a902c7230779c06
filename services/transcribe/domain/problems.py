"""What makes a recording impossible to transcribe, as the client is told."""

import re
from collections.abc import Mapping, Sequence

from chassis.errors import Conflict, InvalidInput

_TAG = re.compile(r"(?P<primary>[A-Za-z]{2,8})(?:[-_][A-Za-z0-9]{1,8})*")


class UnsupportedLanguage(InvalidInput):
    """No configured engine knows the language."""

    default_code = "unsupported_language"

    def __init__(self, language: str, supported: Sequence[str]) -> None:
        names = ", ".join(sorted(supported))
        super().__init__(f"Speech in '{_shown(language)}' can't be transcribed here; supported: {names}.")


class UnknownEngine(InvalidInput):
    """The request names an engine that there is not."""

    default_code = "unknown_engine"

    def __init__(self, name: str, known: Sequence[str]) -> None:
        super().__init__(f"There is no engine '{_shown(name)}'; there are: {', '.join(known)}.")


class UnknownModel(InvalidInput):
    """The request names a model that the engine does not have."""

    default_code = "unknown_model"

    def __init__(self, model: str, engine: str, known: Sequence[str]) -> None:
        owner = f"The engine {engine}" if engine else "No engine at hand"
        has = "has no" if engine else "has a"
        models = ", ".join(known)
        super().__init__(f"{owner} {has} model '{_shown(model)}'; there are: {models}.")


class EngineNotAtHand(InvalidInput):
    """The engine is known, but something that it needs is missing."""

    default_code = "engine_not_at_hand"

    def __init__(self, name: str, missing: str) -> None:
        super().__init__(f"The engine {name} can't be used here: {missing}.")


class NoEngineForTask(InvalidInput):
    """No engine at hand can do what is asked besides writing down words."""

    default_code = "no_engine_for_task"

    def __init__(self, task: str, at_hand: Sequence[str]) -> None:
        super().__init__(f"No engine at hand can {task}; at hand are: {', '.join(at_hand)}.")


class NoLanguageDetector(Conflict):
    """No engine at hand can tell which language is spoken."""

    default_code = "no_language_detector"

    def __init__(self, missing: Mapping[str, str]) -> None:
        ways = "".join(f" {name}: {what}." for name, what in missing.items())
        super().__init__(
            "No engine at hand can tell languages. Whisper's multilingual models can, its English-only ones "
            f"can't: make models MODEL=small.{ways}"
        )


def primary_language(tag: str) -> str:
    """en of en-GB; empty for what is no BCP 47 tag."""
    match = _TAG.fullmatch(tag)
    return match["primary"].lower() if match else ""


def _shown(text: str) -> str:
    """What a client sent, made safe to show."""
    return re.sub(r"[^A-Za-z0-9_./:-]", "?", text[:64])
