"""What somebody may have left in an account that was never theirs."""

from dataclasses import dataclass
from uuid import UUID

from services.auth.application.factor_facts import factors_reset
from services.auth.application.ports.factors import Factors
from services.auth.application.ports.provider_keys import ProviderKeys
from services.auth.application.ports.time_and_chance import Clock
from services.auth.domain.audit import Act


@dataclass(frozen=True)
class Leftovers:
    """Second factors, with which they could log in or keep the owner out, and provider keys, whose server
    could be theirs: it would be sent what the owner says."""

    factors: Factors
    keys: ProviderKeys
    clock: Clock

    def clear(self, tenant_id: UUID, user_id: UUID) -> None:
        now = self.clock.now()
        self.factors.clear(tenant_id, user_id, factors_reset(tenant_id, user_id, now, user_id))
        for key in self.keys.of(tenant_id):
            act = Act("provider_key.deleted", now, tenant_id, user_id, key.id)
            self.keys.delete(tenant_id, key.provider, [act])
