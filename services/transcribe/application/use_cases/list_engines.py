"""Tell which engines there are."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from services.transcribe.application.ports.engines import Engines
from services.transcribe.domain.engines import EngineDescription


@dataclass(frozen=True)
class ListEngines:
    """Business rules: all configured engines are told, those that can't be used here with what they lack.
    What a tenant's own keys open can be used by that tenant."""

    engines: Engines

    def __call__(self, tenant_id: UUID) -> Sequence[EngineDescription]:
        return self.engines.describe(tenant_id)
