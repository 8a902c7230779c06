"""Where engines come from."""

from collections.abc import Sequence
from typing import Protocol, TypeVar

from services.transcribe.application.ports.engines import EngineChoice
from services.transcribe.application.ports.recognizer import SpeechRecognizer
from services.transcribe.domain.engines import Capabilities

Chosen_co = TypeVar("Chosen_co", bound=EngineChoice, covariant=True)


class ChoosableSource(Protocol[Chosen_co]):
    """One engine, as far as it can be used here."""

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

    def recognizer(self, model: str) -> Chosen_co:
        """The same one each time."""
        ...


class EngineSource(ChoosableSource[SpeechRecognizer], Protocol):
    """One that can be put to work at once."""

    def stop(self, deadline_s: float) -> None: ...
