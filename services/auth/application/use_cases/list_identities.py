"""Which identities lead to one's account."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from services.auth.application.ports.outside_identity import Identities
from services.auth.domain.outside_identity import LinkedIdentity


@dataclass(frozen=True)
class ListIdentities:
    """List the identities that are linked to one's account, oldest first."""

    identities: Identities

    def __call__(self, tenant_id: UUID, user_id: UUID) -> Sequence[LinkedIdentity]:
        return self.identities.of_user(tenant_id, user_id)
