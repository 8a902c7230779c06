"""Keys of tenants, lent for jobs."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from chassis.errors import Unavailable
from chassis.lent_keys import KeyOffer, LentKey


@dataclass
class FakeVault:
    """`kept` are keys by tenant, each with its offer; `lent` tells what was borrowed for which job."""

    kept: dict[UUID, list[tuple[KeyOffer, LentKey]]] = field(default_factory=dict)
    lent: list[tuple[str, UUID]] = field(default_factory=list)
    down: bool = False

    def keep(
        self, tenant_id: UUID, offer: KeyOffer, base_url: str, key: str = "sk-own", **more: bool
    ) -> None:
        found = LentKey(key, base_url, owners_url=more.get("owners_url", False), owner_id=tenant_id)
        self.kept.setdefault(tenant_id, []).append((offer, found))

    def lend(self, tenant_id: UUID, provider: str, job_id: UUID) -> LentKey | None:
        self._check()
        for offer, key in self.kept.get(tenant_id, ()):
            if offer.provider == provider:
                self.lent.append((provider, job_id))
                return key
        return None

    def offers(self, tenant_id: UUID) -> Sequence[KeyOffer]:
        self._check()
        return [offer for offer, _ in self.kept.get(tenant_id, ())]

    def _check(self) -> None:
        if self.down:
            raise Unavailable("auth is down")
