"""Opening sessions, however the user has proven who they are."""

from dataclasses import dataclass
from uuid import UUID

from services.auth.application.factor_gate import FactorGate, SecondFactorNeeded
from services.auth.application.ports.deletions import ScheduledDeletions
from services.auth.application.ports.sessions import Sessions
from services.auth.application.ports.time_and_chance import Clock, IdGenerator, RandomBytes
from services.auth.application.token_pairs import TokenPair, TokenPairs
from services.auth.domain.audit import Act
from services.auth.domain.events import SessionRevoked
from services.auth.domain.refresh_token import SECRET_BYTES, RefreshToken
from services.auth.domain.second_factor import FirstProof
from services.auth.domain.session import Carrier, Means, Session

_CSRF_BYTES = 16


@dataclass(frozen=True)
class SessionOpener:
    """A session lasts 7 days after its last refresh and 30 days in all.

    Opening one cancels a deletion of the account that is scheduled: the user has come back.
    """

    gate: FactorGate
    sessions: Sessions
    deletions: ScheduledDeletions
    pairs: TokenPairs
    clock: Clock
    new_id: IdGenerator
    random: RandomBytes

    def open(
        self, tenant_id: UUID, user_id: UUID, first: FirstProof, carrier: Carrier = "bearer"
    ) -> TokenPair | SecondFactorNeeded | None:
        """After a first proof: who has a second factor is asked for it. None where the user is gone, going or
        disabled."""
        enrolment = self.gate.enrolment(tenant_id, user_id)
        if enrolment.exists:
            return self.gate.ask(tenant_id, user_id, first, enrolment)
        return self.admit(tenant_id, user_id, first, carrier)

    def admit(
        self, tenant_id: UUID, user_id: UUID, means: Means, carrier: Carrier = "bearer"
    ) -> TokenPair | None:
        """After every proof that is needed. None where the user is gone, going or disabled."""
        now = self.clock.now()
        csrf = self.random(_CSRF_BYTES).hex() if carrier == "cookie" else None
        session = Session(self.new_id(), tenant_id, user_id, now, now, means=means, csrf=csrf)
        refresh = RefreshToken(tenant_id, session.id, self.random(SECRET_BYTES))
        act = Act("login.succeeded", now, tenant_id, user_id, session.id, {"means": means})
        if not self.sessions.open(session, refresh.digest, [act]):
            return None
        back = Act("account.deletion_cancelled", now, tenant_id, user_id, session.id)
        self.deletions.cancel(tenant_id, user_id, [back])
        return self.pairs.issue(session, refresh, now)

    def take_back(self, tenant_id: UUID, user_id: UUID, pair: TokenPair) -> None:
        """Ends a session whose tokens nobody was told: the proof that opened it does not hold any more."""
        now = self.clock.now()
        self.sessions.revoke(SessionRevoked(tenant_id, user_id, pair.session_id, "password_changed", now))
