"""Taking an identity provider's answer."""

from dataclasses import dataclass, field, replace
from urllib.parse import urlencode

from chassis.errors import RostrumError
from services.auth.application.ports.audit import AuditTrail
from services.auth.application.ports.outside_identity import (
    IdentityProviders,
    LoginAttempts,
    OutsideTokenRefused,
    ProviderAnswer,
)
from services.auth.application.ports.time_and_chance import Clock, RandomBytes
from services.auth.application.recognition import REFUSED, Recognition
from services.auth.domain.audit import Act
from services.auth.domain.errors import IdentityRefused
from services.auth.domain.outside_identity import LOGIN_CODE, STATE, LoginAttempt, LoginSecrets, Proven


@dataclass(frozen=True)
class FinishOutsideLogin:
    """End a login at an identity provider, and send the browser back to the app.

    - The answer belongs to a login that was begun here, at this provider, less than ten minutes ago, and is
      looked at once.
    - The app gets a code for one minute and one use; it opens no session without the app's verifier.
    - Where the provider or we refuse, the app is told a code of ours and no more; the reason goes to the
      audit trail.
    """

    providers: IdentityProviders
    attempts: LoginAttempts
    recognition: Recognition
    audit: AuditTrail
    clock: Clock
    random: RandomBytes
    key: bytes = field(repr=False)

    def __call__(self, provider: str, state: str, answer: ProviderAnswer | None) -> str:
        """Where the browser goes. `answer` is None where the provider says that there is none. Raises
        IdentityRefused where nobody can tell what app the answer is for."""
        token = STATE.parse(state)
        attempt = self.attempts.take(token.digest, self.clock.now()) if token else None
        if token is None or attempt is None or attempt.provider != provider:
            raise IdentityRefused(REFUSED)
        if answer is None:
            return _returned(attempt, error="login_cancelled")
        try:
            return self._proven(attempt, answer, LoginSecrets.of(self.key, token))
        except OutsideTokenRefused as refusal:
            self._record(provider, str(refusal))
            return _returned(attempt, error=IdentityRefused.default_code)
        except RostrumError as error:
            self._record(provider, error.code)
            return _returned(attempt, error=error.code)

    def _proven(self, attempt: LoginAttempt, answer: ProviderAnswer, secrets: LoginSecrets) -> str:
        identity = self.providers.redeem(attempt.provider, answer, secrets)
        link = self.recognition(identity)
        code = LOGIN_CODE.issue(self.random)
        self.attempts.add(
            replace(
                attempt,
                digest=code.digest,
                expires_at=LOGIN_CODE.expires_at(self.clock.now()),
                proven=Proven(link.tenant_id, link.user_id, identity.two_factors),
            )
        )
        return _returned(attempt, code=code.encode())

    def _record(self, provider: str, reason: str) -> None:
        details = {"provider": provider, "reason": reason}
        self.audit.record(Act("identity.refused", self.clock.now(), details=details))


def _returned(attempt: LoginAttempt, **told: str) -> str:
    address = attempt.return_to
    return f"{address}{'&' if '?' in address else '?'}{urlencode(told)}"
