"""The engines that this installation knows."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from services.transcribe.application.ports.recognizer import SpeechRecognizer
from services.transcribe.domain.engines import Capabilities, EngineDescription, EngineWish
from services.transcribe.domain.transcript import Engine


class EngineChoice(Protocol):
    """An engine with one of its models, before it is asked."""

    @property
    def engine(self) -> Engine: ...

    @property
    def capabilities(self) -> Capabilities: ...


@dataclass(frozen=True)
class Errand:
    """One job of one tenant: on whose account an engine works, and what a key of theirs is borrowed for."""

    tenant_id: UUID
    job_id: UUID


class Engines(Protocol):
    """Tenants may have keys of their own, which open engines for them. Each method raises `InvalidInput`,
    listing what there is, for an engine or model that there is not, and naming what is missing and where to
    put it for an engine that can't be used here; and `Unavailable` where nobody can tell what they open.
    """

    def choose(self, wish: EngineWish, tenant_id: UUID) -> tuple[EngineChoice, ...]:
        """In the order in which they are to be tried, never none; see domain/engines.py for the rule."""
        ...

    def at_work(self, name: str, model: str, errand: Errand) -> AbstractContextManager[SpeechRecognizer]:
        """What `Engine` names, for that errand alone; with the tenant's own key where there is one."""
        ...

    def describe(self, tenant_id: UUID) -> Sequence[EngineDescription]:
        """In the configured order."""
        ...
