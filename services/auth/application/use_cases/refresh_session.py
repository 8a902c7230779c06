"""Getting the next access token."""

from dataclasses import dataclass
from datetime import datetime

from services.auth.application.ports.sessions import Presented, Sessions
from services.auth.application.ports.time_and_chance import Clock, RandomBytes
from services.auth.application.token_pairs import TokenPair, TokenPairs
from services.auth.domain.errors import ChangedMeanwhile, SessionOver
from services.auth.domain.events import SessionRevoked
from services.auth.domain.refresh_token import REFUSED, SECRET_BYTES, RefreshToken

_TRIES = 5


@dataclass(frozen=True)
class RefreshSession:
    """Exchange a refresh token for a new pair.

    - A refresh token is used once. Its direct predecessor, for ten seconds, gets the same successor:
      a client may have lost the reply, or asked from two places at once.
    - Any older token that comes again may be stolen: the session ends, for thief and owner.
    - Ten requests at once with the same token get one and the same successor.
    - Where the token travels as a cookie, the page must show the session's secret beside it; a token from
      a cookie is worth nothing elsewhere, nor one from elsewhere in a cookie.
    """

    sessions: Sessions
    pairs: TokenPairs
    clock: Clock
    random: RandomBytes

    def __call__(self, text: str, csrf: str | None = None) -> TokenPair:
        token = RefreshToken.parse(text)
        for _ in range(_TRIES):
            pair = self._exchange(token, csrf)
            if pair is not None:
                return pair
        raise ChangedMeanwhile("The session is being refreshed elsewhere.", retry_after_s=1)

    def _exchange(self, token: RefreshToken, csrf: str | None) -> TokenPair | None:
        """None where another request rotated the session in between."""
        presented = self.sessions.find_presented(token.tenant_id, token.session_id, token.digest)
        if presented is None or not presented.session.is_shown_by(csrf):
            raise SessionOver(REFUSED)
        now = self.clock.now()
        session = presented.session
        verdict = session.judge(presented.generation, now)
        if verdict == "rotate":
            return self._rotate(presented, token, now)
        if verdict == "repeat":
            return self.pairs.issue(session, token.successor(session.nonce), now)
        if verdict == "reused":
            reason = SessionRevoked(session.tenant_id, session.user_id, session.id, "refresh_reused", now)
            self.sessions.revoke(reason)
        raise SessionOver(REFUSED)

    def _rotate(self, presented: Presented, token: RefreshToken, now: datetime) -> TokenPair | None:
        rotated = presented.session.rotated(self.random(SECRET_BYTES), now)
        successor = token.successor(rotated.nonce)
        if not self.sessions.rotate(rotated, successor.digest):
            return None
        return self.pairs.issue(rotated, successor, now)
