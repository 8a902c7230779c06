"""Whether a session still counts."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.auth.application.ports.api_tokens import ApiTokens
from services.auth.application.ports.sessions import Sessions
from services.auth.application.ports.time_and_chance import Clock


@dataclass(frozen=True)
class SessionState:
    """`ended_at` is set where the session is over and it is known since when."""

    active: bool
    ended_at: datetime | None = None


@dataclass(frozen=True)
class CheckSession:
    """Tell whether a session may be used, for services whose own knowledge may be stale.

    An unknown session is over: it may have been erased with its user. For an API token, which takes the place
    of a session, it is the token that counts.
    """

    sessions: Sessions
    tokens: ApiTokens
    clock: Clock

    def __call__(self, session_id: UUID) -> SessionState:
        session = self.sessions.find_anywhere(session_id)
        if session is None:
            kept = self.tokens.find_anywhere(session_id)
            return SessionState(active=kept is not None and kept.token.is_active(self.clock.now()))
        now = self.clock.now()
        if session.is_active(now):
            return SessionState(active=True)
        return SessionState(active=False, ended_at=session.revoked_at or min(session.expires_at, now))
