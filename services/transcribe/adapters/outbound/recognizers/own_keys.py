"""Engines that tenants open with keys of their own.

A key is borrowed for each piece of work and forgotten after it: nothing is left of it between two pieces.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from uuid import UUID

from chassis.lent_keys import KeyVault, LentKey, NoVault
from services.transcribe.adapters.outbound.recognizers.sources import EngineSource
from services.transcribe.application.ports.engines import EngineChoice, Errand
from services.transcribe.application.ports.recognizer import SpeechRecognizer
from services.transcribe.domain.engines import Capabilities
from services.transcribe.domain.transcript import Engine


@dataclass(frozen=True)
class OwnKeyEngine:
    """An engine as any tenant may open it, named as the provider of its key."""

    version: str
    models: Sequence[str]
    """Known ones, besides the key's own."""
    capabilities: Callable[[str], Capabilities]
    source: Callable[[str, LentKey, str], EngineSource]
    """By its name, with the key, for one model."""


@dataclass(frozen=True)
class _Choice:
    engine: Engine
    capabilities: Capabilities


@dataclass(frozen=True)
class OfferedSource:
    """An engine that a tenant's key would open."""

    name: str
    offered: str
    """The model that the key is meant for."""
    opened: OwnKeyEngine
    missing = ""

    def models(self) -> Sequence[str]:
        return (self.offered, *(model for model in self.opened.models if model != self.offered))

    def has(self, model: str) -> bool:
        """Which models there are, the provider knows; whose key it is may name any."""
        return bool(model)

    def capabilities(self, model: str) -> Capabilities:
        return self.opened.capabilities(model)

    def recognizer(self, model: str) -> EngineChoice:
        return _Choice(Engine(self.name, self.opened.version, model), self.opened.capabilities(model))


@dataclass(frozen=True)
class OwnKeys:
    """`engines` are those that may be opened, by name; where there are none, nobody asks for keys."""

    vault: KeyVault = field(default_factory=NoVault)
    engines: Mapping[str, OwnKeyEngine] = field(default_factory=dict)

    def offered(self, tenant_id: UUID) -> Sequence[OfferedSource]:
        """Raises `Unavailable`."""
        offers = self.vault.offers(tenant_id) if self.engines else ()
        return [
            OfferedSource(offer.provider, offer.speech_model, self.engines[offer.provider])
            for offer in offers
            if offer.speech_model and offer.provider in self.engines
        ]

    @contextmanager
    def lent(self, name: str, model: str, errand: Errand) -> Iterator[SpeechRecognizer | None]:
        """None where the tenant has no key for the engine. Raises `Unavailable`."""
        opened = self.engines.get(name)
        key = self.vault.lend(errand.tenant_id, name, errand.job_id) if opened else None
        if opened is None or key is None:
            yield None
            return
        source = opened.source(name, key, model)
        try:
            yield source.recognizer(model)
        finally:
            source.stop(0.0)
