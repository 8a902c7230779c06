"""Getting a session for an identity provider's token."""

from dataclasses import dataclass

from services.auth.application.factor_gate import SecondFactorNeeded
from services.auth.application.outside_proof import OutsideProof
from services.auth.application.outside_sessions import OutsideSessions
from services.auth.application.ports.outside_identity import ProvenSessions
from services.auth.application.token_pairs import TokenPair
from services.auth.domain.outside_identity import Proven
from services.auth.domain.session import Carrier


@dataclass(frozen=True)
class ExchangeOutsideToken:
    """Exchange a token of a configured provider for tokens of ours.

    - The first token of an identity makes an account, or is linked to one by its verified address.
    - A token may be exchanged again while it is valid (a reply may be lost), but not after a session that it
      opened was ended.
    - Who has a second factor here is asked for it, unless the provider says that it asked for two.
    """

    proof: OutsideProof
    sessions: OutsideSessions
    proven: ProvenSessions

    def __call__(self, token: str, carrier: Carrier) -> TokenPair | SecondFactorNeeded:
        """Raises IdentityRefused, IdentityUnlinked, AddressTaken, and Unavailable."""
        shown = self.proof(token)
        link = shown.link
        proven = Proven(link.tenant_id, link.user_id, shown.token.identity.two_factors)
        opened = self.sessions.open(proven, "identity_provider_token", carrier)
        if isinstance(opened, TokenPair):
            self.proven.note(link.tenant_id, opened.session_id, shown.token.proofs[-1])
        return opened
