"""Sending somebody to an identity provider."""

from dataclasses import dataclass, field

from services.auth.application.ports.outside_identity import IdentityProviders, LoginAttempts
from services.auth.application.ports.time_and_chance import Clock, RandomBytes
from services.auth.domain.outside_identity import STATE, LoginAttempt, LoginSecrets
from services.auth.domain.return_addresses import ReturnAddresses


@dataclass(frozen=True)
class BeginOutsideLogin:
    """Begin a login at an identity provider.

    - The app shows a challenge (RFC 7636) and keeps its verifier: only the app that began a login ends it.
    - It is told where the browser returns to, out of a list: nobody is sent anywhere else.
    - What is stored for ten minutes are digests; what the provider must show back follows from the state and
      a key of ours.
    """

    providers: IdentityProviders
    attempts: LoginAttempts
    returns: ReturnAddresses
    clock: Clock
    random: RandomBytes
    key: bytes = field(repr=False)

    def __call__(self, provider: str, return_to: str | None, challenge: str) -> str:
        """Where the browser goes. Raises ReturnRefused, NoSuchProvider and Unavailable."""
        address, state = self.returns.chosen(return_to), STATE.issue(self.random)
        url = self.providers.login_url(provider, state.encode(), LoginSecrets.of(self.key, state))
        expires_at = STATE.expires_at(self.clock.now())
        self.attempts.add(LoginAttempt(state.digest, provider, address, challenge, expires_at))
        return url
