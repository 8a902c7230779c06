"""The guard before acts that weaken an account."""

from dataclasses import dataclass
from uuid import UUID

from services.auth.application.ports.factors import Factors, Proofs
from services.auth.application.ports.time_and_chance import Clock
from services.auth.domain.errors import ProofRequired
from services.auth.domain.second_factor import PROOF_LIFE


@dataclass(frozen=True)
class FreshProof:
    """Whoever holds the session has shown within five minutes who they are, by logging in or by `ProveAgain`:
    a stolen token alone does not change how one logs in. Nor does an identity provider's, which may be hours
    old: bringing one is no login."""

    proofs: Proofs
    factors: Factors
    clock: Clock

    def require(self, tenant_id: UUID, session_id: UUID) -> None:
        """Raises ProofRequired."""
        latest = self.proofs.latest(tenant_id, session_id)
        if latest is None or self.clock.now() - latest > PROOF_LIFE:
            raise ProofRequired("Show who you are again: POST /v1/auth/proof, then repeat the request.")

    def require_of_enrolled(self, tenant_id: UUID, user_id: UUID, session_id: UUID) -> None:
        """Only where the user has a second factor. Raises ProofRequired."""
        if self.factors.of(tenant_id, user_id).exists:
            self.require(tenant_id, session_id)
