"""Tell which engines there are."""

from collections.abc import Sequence
from dataclasses import dataclass

from services.transcribe.application.ports.engines import Engines
from services.transcribe.domain.engines import EngineDescription


@dataclass(frozen=True)
class ListEngines:
    """Business rules: all configured engines are told, those that can't be used here with what they lack."""

    engines: Engines

    def __call__(self) -> Sequence[EngineDescription]:
        return self.engines.describe()
