"""How a client wants the words of a recording, and whether some engine can give them so."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from services.ingest.domain import fields as given
from services.ingest.domain.errors import invalid_field
from services.ingest.domain.fields import FieldValues

MAX_PROMPT_CHARS = 2_000
AUTO = "auto"
"""The language where the client leaves it to the engine, which detects it or knows one only."""
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:/@+-]{0,127}", re.ASCII)
"""Models of others have a slash: `Systran/faster-whisper-small.en`."""


class Task(StrEnum):
    """The words as spoken, or in English."""

    TRANSCRIBE = "transcribe"
    TRANSLATE = "translate"


@dataclass(frozen=True)
class Transcription:
    """The wishes; an empty engine or model leaves the choice to the platform."""

    engine: str = ""
    model: str = ""
    prompt: str = ""
    task: Task = Task.TRANSCRIBE
    speakers: bool = False
    transcript_only: bool = False


@dataclass(frozen=True)
class Engine:
    """What an engine can be asked for; no models or no languages means any."""

    name: str
    models: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    missing: str = ""
    """What it lacks to be used here, and where to put it."""
    translates: bool = False
    speakers: bool = False
    detects_language: bool = False
    preferred: bool = False
    """It is taken where nobody asks for another."""
    own_key: bool = False
    """A key of the caller's own pays for it."""


def accept_transcription(fields: FieldValues) -> Transcription:
    return Transcription(
        engine=_name(fields, "engine"),
        model=_name(fields, "model"),
        prompt=given.text(fields, "prompt", MAX_PROMPT_CHARS, lines=True),
        task=_task(given.single(fields, "task")),
        speakers=given.flag(fields, "speakers"),
        transcript_only=given.flag(fields, "transcript_only"),
    )


def check_engines(wish: Transcription, language: str, engines: Sequence[Engine]) -> None:
    """Refuse what none of the engines at hand can do, naming what there is.

    `language` is a first subtag or `auto`.
    """
    able = _named(wish.engine, engines)
    if wish.model:
        able = _with("model", wish.model, able, lambda engine: engine.models)
    if language != AUTO:
        able = _with("language", language, able, lambda engine: engine.languages)
    if wish.task is Task.TRANSLATE and not any(engine.translates for engine in able):
        raise invalid_field("task", "is not available: no engine that fits the other fields translates.")


def _named(name: str, engines: Sequence[Engine]) -> Sequence[Engine]:
    if not name:
        return [engine for engine in engines if not engine.missing]
    for engine in engines:
        if engine.name == name:
            if engine.missing:
                raise invalid_field("engine", f"{name} is not available: {engine.missing}")
            return [engine]
    raise invalid_field("engine", f"is not known; known are {', '.join(engine.name for engine in engines)}.")


def _with(
    field: str, wanted: str, engines: Sequence[Engine], offered: Callable[[Engine], Sequence[str]]
) -> Sequence[Engine]:
    """Those that offer it, or anything."""
    able = [engine for engine in engines if not offered(engine) or wanted in offered(engine)]
    if not able:
        there_is = ", ".join(dict.fromkeys(one for engine in engines for one in offered(engine)))
        raise invalid_field(field, f"is not available; available are {there_is or 'none just now'}.")
    return able


def _name(fields: FieldValues, field: str) -> str:
    name = given.single(fields, field)
    if name and not _NAME.fullmatch(name):
        raise invalid_field(field, "is not a name: letters, digits and . _ : / @ + - are accepted.")
    return name


def _task(name: str) -> Task:
    try:
        return Task(name or Task.TRANSCRIBE)
    except ValueError:
        raise invalid_field("task", f"is none of {', '.join(Task)}.") from None
