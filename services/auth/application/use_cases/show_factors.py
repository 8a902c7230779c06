"""Looking at one's own second factors."""

from dataclasses import dataclass
from uuid import UUID

from services.auth.application.ports.factors import Factors
from services.auth.domain.second_factor import Enrolment


@dataclass(frozen=True)
class ShowFactors:
    """What is enrolled, since when, and how many recovery codes are left; never a secret."""

    factors: Factors

    def __call__(self, tenant_id: UUID, user_id: UUID) -> Enrolment:
        return self.factors.of(tenant_id, user_id)
