"""Challenges that are under way: asked once, answered once."""

from dataclasses import dataclass, field
from uuid import UUID

from services.auth.application.ports.authenticators import Options
from services.auth.application.ports.factors import Challenges
from services.auth.application.ports.time_and_chance import Clock, RandomBytes
from services.auth.domain.audit import Act
from services.auth.domain.one_time_token import OneTimeToken
from services.auth.domain.second_factor import CHALLENGE, Challenge, FirstProof, Purpose


@dataclass(frozen=True)
class PasskeyQuestion:
    """What a client gets: options for the browser, and a token that comes back with its answer."""

    token: OneTimeToken = field(repr=False)
    options: Options


@dataclass(frozen=True)
class Questions:
    """The client holds a token, we its digest; the digest is also what an authenticator signs."""

    challenges: Challenges
    clock: Clock
    random: RandomBytes

    def ask_anybody(self) -> OneTimeToken:
        """For a login by passkey, which says who it is."""
        token = CHALLENGE.issue(self.random)
        expires_at = CHALLENGE.expires_at(self.clock.now())
        self.challenges.add(Challenge(token.digest, "passkey_login", expires_at), [])
        return token

    def ask(
        self, purpose: Purpose, tenant_id: UUID, user_id: UUID, first: FirstProof | None = None
    ) -> OneTimeToken | None:
        """None where the user is gone, going or disabled."""
        token, now = CHALLENGE.issue(self.random), self.clock.now()
        asked = Challenge(token.digest, purpose, CHALLENGE.expires_at(now), tenant_id, user_id, first)
        acts = []
        if first:
            acts = [Act("login.challenged", now, tenant_id, target_id=user_id, details={"means": first})]
        return token if self.challenges.add(asked, acts) else None

    def attempt(self, text: str, purpose: Purpose) -> Challenge | None:
        """The challenge that an answer may still be given to."""
        token = CHALLENGE.parse(text)
        return self.challenges.attempt(token.digest, purpose, self.clock.now()) if token else None

    def take(self, text: str, purpose: Purpose) -> Challenge | None:
        """The challenge, which is over with that."""
        token = CHALLENGE.parse(text)
        return self.challenges.take(token.digest, purpose, self.clock.now()) if token else None
