"""Speech in, words out."""

from collections.abc import Mapping
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any, Protocol
from uuid import UUID

from chassis.errors import RostrumError
from services.transcribe.application.ports.audio import LocalAudio
from services.transcribe.domain.audio import Span
from services.transcribe.domain.engines import Capabilities
from services.transcribe.domain.reference import ReferenceText
from services.transcribe.domain.transcript import Engine
from services.transcribe.domain.words import HeardWord

NOBODY = UUID(int=0)


class PieceLost(Exception):
    """The engine did not come back with the piece: it crashed or overran. Another try may succeed."""


class EngineFailed(Exception):
    """The engine gave no words. `problem` is what the client is told where no engine is left to try."""

    def __init__(self, problem: RostrumError) -> None:
        super().__init__(problem.detail)
        self.problem = problem


class EngineBusy(EngineFailed):
    """Not now: overloaded or out of order. Wait, or fall back.

    `at_work`: on this very piece, which is paid for and only to be fetched.
    """

    def __init__(self, problem: RostrumError, *, at_work: bool = False) -> None:
        super().__init__(problem)
        self.at_work = at_work

    @property
    def retry_after_s(self) -> float:
        """When it is worth asking again."""
        return self.problem.retry_after_s or 0.0


class EngineNonsense(EngineFailed):
    """The answer makes no sense, so it is no transcript. Ask again, then fall back."""


class EngineRefused(EngineFailed):
    """Never, or not today: the key is wrong, the audio too large, the language unknown, the tenant's money
    for the day spent. Fall back."""


@dataclass(frozen=True)
class Task:
    """One piece of a recording to recognise, or the whole of it."""

    audio: LocalAudio
    span: Span
    reference: ReferenceText | None = None
    """The text that is expected; an engine that takes references favours its words."""
    language: str = "en"
    """A BCP 47 tag; empty where the engine is to tell the language."""
    prompt: str = ""
    """What an engine that takes prompts is told before it listens."""
    prompt_version: int = 0
    """Of the record that the prompt comes from; 0 where the engine adds its own hint to keep fillers."""
    translate: bool = False
    """Into English."""
    speakers: bool = False
    tenant_id: UUID = NOBODY
    """On whose account a paid engine works."""
    spend_cap_usd: float | None = None
    """What paid engines may cost that account in a day; None: no limit but the operator's."""
    job_key: str = ""
    """Names this piece of work, the same in every try, so that a paid engine is asked for it once:
    the recording's id, a slash, and what its owner likes."""


@dataclass(frozen=True)
class Hearing:
    """What the engine made of a piece, in order of time; times count from the start of the recording."""

    words: tuple[HeardWord, ...]
    language: str = ""
    """Primary subtag, as the engine heard it; empty where it does not tell."""
    language_confidence: float = 0.0
    """0 to 1; 0 where the engine does not tell."""
    cost_usd: float = 0.0
    raw: Mapping[str, Any] = field(default_factory=dict)
    """The engine's answer, as JSON can say it, its times as it gave them; empty for embedded engines."""


class SpeechRecognizer(Protocol):
    """An engine with one of its models. It accepts any number of tasks and works on `slots` at a time."""

    @property
    def engine(self) -> Engine: ...

    @property
    def capabilities(self) -> Capabilities: ...

    @property
    def slots(self) -> int: ...

    def recognize(self, task: Task) -> "Future[Hearing]":
        """The future raises `PieceLost`, `EngineBusy`, `EngineNonsense`, `EngineRefused`; nothing else.

        Sound without words is an empty hearing, never an error.
        """
        ...
