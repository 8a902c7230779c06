"""Logging out."""

from dataclasses import dataclass
from uuid import UUID

from services.auth.application.ports.sessions import Sessions
from services.auth.application.ports.time_and_chance import Clock
from services.auth.domain.events import SessionRevoked


@dataclass(frozen=True)
class LogOut:
    """End the session that is calling.

    Its refresh token is worthless at once and its access tokens are refused everywhere within seconds.
    Other sessions of the user go on. Doing it twice is no error.
    """

    sessions: Sessions
    clock: Clock

    def __call__(self, tenant_id: UUID, user_id: UUID, session_id: UUID) -> None:
        now = self.clock.now()
        self.sessions.revoke(SessionRevoked(tenant_id, user_id, session_id, "logged_out", now))
