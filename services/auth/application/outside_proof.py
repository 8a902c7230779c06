"""What a token of an identity provider is worth here."""

from collections.abc import Sequence
from dataclasses import dataclass

from chassis.errors import RostrumError
from services.auth.application.ports.audit import AuditTrail
from services.auth.application.ports.outside_identity import (
    IdentityProviders,
    OutsideTokenRefused,
    ProvenSessions,
)
from services.auth.application.ports.time_and_chance import Clock
from services.auth.application.recognition import REFUSED, Recognition
from services.auth.domain.audit import Act
from services.auth.domain.errors import IdentityRefused
from services.auth.domain.outside_identity import LinkedIdentity, OutsideToken
from services.auth.domain.session import Session


@dataclass(frozen=True)
class ShownToken:
    """A good token, whose it is, and the sessions that were opened for what it proves."""

    token: OutsideToken
    link: LinkedIdentity
    sessions: Sequence[Session]


@dataclass(frozen=True)
class OutsideProof:
    """A token counts until a session that was opened for it, or for its login at the provider, is ended: then
    nothing but a new login there helps. Whatever is wrong is noted in the audit trail."""

    providers: IdentityProviders
    recognition: Recognition
    proven: ProvenSessions
    audit: AuditTrail
    clock: Clock

    def __call__(self, text: str) -> ShownToken:
        """Raises IdentityRefused, IdentityUnlinked, AddressTaken, and Unavailable."""
        token = self.verified(text)
        try:
            return self._shown(token)
        except RostrumError as error:
            self.refuse(error.code, token.identity.provider)
            raise

    def verified(self, text: str) -> OutsideToken:
        """What the provider says, whatever it is worth here. Raises IdentityRefused, and Unavailable."""
        try:
            return self.providers.verify(text)
        except OutsideTokenRefused as refusal:
            self.refuse(str(refusal))
            raise IdentityRefused(REFUSED) from None

    def _shown(self, token: OutsideToken) -> ShownToken:
        link = self.recognition(token.identity)
        sessions = self.proven.of(link.tenant_id, token.proofs)
        if any(session.revoked_at is not None for session in sessions):
            raise IdentityRefused(REFUSED)
        return ShownToken(token, link, sessions)

    def refuse(self, reason: str, provider: str = "") -> None:
        """Notes a refusal; the token was good for the provider that is named."""
        details = {"reason": reason, **({"provider": provider} if provider else {})}
        self.audit.record(Act("identity.refused", self.clock.now(), details=details))
