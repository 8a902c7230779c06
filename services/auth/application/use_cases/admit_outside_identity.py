"""Letting in whoever brings an identity provider's token as the bearer of a call."""

from dataclasses import dataclass
from uuid import UUID

from chassis.errors import Conflict, PermissionDenied, Unauthenticated
from services.auth.application.factor_gate import FactorGate
from services.auth.application.outside_proof import OutsideProof, ShownToken
from services.auth.application.ports.exchange import Exchanged
from services.auth.application.ports.outside_identity import ProvenSessions
from services.auth.application.ports.roles import Roles
from services.auth.application.ports.time_and_chance import Clock, IdGenerator
from services.auth.application.ports.tokens import ACCESS_LIFE_S, AccessTokenIssuer, Grant
from services.auth.application.session_opener import SessionOpener
from services.auth.domain.errors import BadToken
from services.auth.domain.session import BROUGHT


@dataclass(frozen=True)
class AdmitOutsideIdentity:
    """Give whoever shows a token of a configured provider an access token of its user.

    - One session stands for a login at the provider (or for a token that names none): it is listed and ended
      like others, and from then on those tokens are refused.
    - Who has a second factor here is let in only where the provider says that it asked for two: a bearer
      can't be asked. They log in instead.
    - It never outlives what was shown. Every refusal is the same; the reason goes to the audit trail.
    """

    proof: OutsideProof
    proven: ProvenSessions
    gate: FactorGate
    opener: SessionOpener
    roles: Roles
    issuer: AccessTokenIssuer
    clock: Clock
    new_id: IdGenerator

    def __call__(self, token: str, peer: str) -> Exchanged:
        """Raises BadToken, and Unavailable."""
        del peer
        try:
            shown = self.proof(token)
        except (Unauthenticated, PermissionDenied, Conflict):
            raise BadToken from None
        session_id = self._present(shown) or self._opened(shown)
        return self._exchanged(shown, session_id)

    def _present(self, shown: ShownToken) -> UUID | None:
        now = self.clock.now()
        return next((session.id for session in shown.sessions if session.is_active(now)), None)

    def _opened(self, shown: ShownToken) -> UUID:
        link = shown.link
        if not shown.token.identity.two_factors and self.gate.enrolment(link.tenant_id, link.user_id).exists:
            self.proof.refuse("second_factor_needed", link.provider)
            raise BadToken
        pair = self.opener.admit(link.tenant_id, link.user_id, BROUGHT)
        if pair is None:
            raise BadToken
        self.proven.note(link.tenant_id, pair.session_id, shown.token.proofs[0])
        return pair.session_id

    def _exchanged(self, shown: ShownToken, session_id: UUID) -> Exchanged:
        link = shown.link
        roles = self.roles.of(link.tenant_id, link.user_id)
        now = self.clock.now()
        life_s = min(ACCESS_LIFE_S, max(1, int((shown.token.expires_at - now).total_seconds())))
        owner = (link.user_id, link.tenant_id)
        grant = Grant(*owner, session_id, self.new_id(), roles, now, life_s=life_s)
        return Exchanged(self.issuer.issue(grant), life_s)
