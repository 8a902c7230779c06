"""Sessions of users whom an identity provider vouches for."""

from dataclasses import dataclass

from services.auth.application.factor_gate import SecondFactorNeeded
from services.auth.application.recognition import REFUSED
from services.auth.application.session_opener import SessionOpener
from services.auth.application.token_pairs import TokenPair
from services.auth.domain.errors import IdentityRefused
from services.auth.domain.outside_identity import Proven
from services.auth.domain.second_factor import FirstProof
from services.auth.domain.session import Carrier


@dataclass(frozen=True)
class OutsideSessions:
    """A user's own second factor stays asked for, unless the provider says that it asked for two."""

    opener: SessionOpener

    def open(self, proven: Proven, first: FirstProof, carrier: Carrier) -> TokenPair | SecondFactorNeeded:
        """Raises IdentityRefused where the user is gone, going or disabled."""
        enter = self.opener.admit if proven.two_factors else self.opener.open
        opened = enter(proven.tenant_id, proven.user_id, first, carrier)
        if opened is None:
            raise IdentityRefused(REFUSED)
        return opened
