"""Getting a session for a login at an identity provider."""

from dataclasses import dataclass

from services.auth.application.factor_gate import SecondFactorNeeded
from services.auth.application.outside_sessions import OutsideSessions
from services.auth.application.ports.outside_identity import LoginAttempts
from services.auth.application.ports.time_and_chance import Clock
from services.auth.application.recognition import REFUSED
from services.auth.application.token_pairs import TokenPair
from services.auth.domain.errors import IdentityRefused
from services.auth.domain.outside_identity import LOGIN_CODE
from services.auth.domain.session import Carrier


@dataclass(frozen=True)
class RedeemOutsideLogin:
    """Exchange the code that the app was given for tokens.

    - Only with the verifier of the challenge that the login began with, once, and within a minute.
    - Who has a second factor here is asked for it, unless the provider says that it asked for two.
    """

    attempts: LoginAttempts
    sessions: OutsideSessions
    clock: Clock

    def __call__(self, code: str, verifier: str, carrier: Carrier) -> TokenPair | SecondFactorNeeded:
        """Raises IdentityRefused."""
        token = LOGIN_CODE.parse(code)
        attempt = self.attempts.take(token.digest, self.clock.now()) if token else None
        if attempt is None or attempt.proven is None or not attempt.answers(verifier):
            raise IdentityRefused(REFUSED)
        return self.sessions.open(attempt.proven, "identity_provider", carrier)
