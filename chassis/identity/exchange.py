"""Bearers that are no access token of ours: exchanged at the edge for one that is, and remembered.

Behind the edge there are access tokens of ours alone. What was exchanged is kept under the SHA-256 of what
was sent, so that the memory holds no token of the client's.
"""

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from chassis.clock import Clock
from chassis.errors import RostrumError, Unauthenticated
from chassis.identity.access import AccessTokenVerifier
from chassis.identity.claims import Principal
from chassis.identity.envelope import TokenRefused, invalid_token, peek
from chassis.rate_limits import Bucket, Limit
from chassis.rate_limits.memory import MemoryRateLimiter

API_TOKEN_PREFIX = "rst_"  # noqa: S105 - what our tokens for machines begin with, no secret
ASKED_AGAIN_S = 60.0
"""So old may be what auth knows of a token's last use, and what we know of its user's roles."""
REFUSAL_KEPT_S = 10.0
EXPIRY_MARGIN_S = 30.0
MAX_KEPT = 10_000
UNKNOWN = Limit("unknown_tokens", 60, counted="unknown tokens")
"""From one address a minute: nobody guesses 256 bits, but asking auth costs."""


@dataclass(frozen=True)
class ExchangedToken:
    """What auth gives for a bearer."""

    access_token: str = field(repr=False)
    expires_in_s: float


Exchange = Callable[[str, str], ExchangedToken]
"""From a bearer and the address that it came from; raises Unauthenticated."""


@dataclass(frozen=True)
class _Known:
    """The answer for one bearer, on the monotonic clock; no access token for one that was refused."""

    access_token: str | None = field(repr=False)
    ask_at: float
    until: float


class TokenExchange:
    """Asks for each bearer once a minute, and goes on with the last answer while nobody can be asked."""

    def __init__(self, exchange: Exchange, clock: Clock) -> None:
        self._exchange = exchange
        self._clock = clock
        self._limiter = MemoryRateLimiter(monotonic=clock.monotonic)
        self._lock = threading.Lock()
        self._known: OrderedDict[bytes, _Known] = OrderedDict()

    def access_token(self, token: str, peer: str) -> str:
        """Raises Unauthenticated, Unavailable, and LimitReached for who sends many unknown ones."""
        key = hashlib.sha256(token.encode()).digest()
        known = self._known.get(key)
        now = self._clock.monotonic()
        if known is None or known.until <= now:
            known = self._ask_first(key, token, peer)
        elif known.ask_at <= now:
            known = self._ask_again(key, known, token, peer)
        if known.access_token is None:
            raise invalid_token()
        return known.access_token

    def _ask_first(self, key: bytes, token: str, peer: str) -> _Known:
        buckets = [Bucket(UNKNOWN, peer)]
        self._limiter.check(buckets)
        known = self._ask(key, token, peer)
        if known.access_token is None:
            self._limiter.note(buckets)
        return known

    def _ask_again(self, key: bytes, known: _Known, token: str, peer: str) -> _Known:
        # Others go on with the present answer while this one asks.
        self._keep(key, replace(known, ask_at=self._clock.monotonic() + ASKED_AGAIN_S))
        try:
            return self._ask(key, token, peer)
        except RostrumError:
            return known

    def _ask(self, key: bytes, token: str, peer: str) -> _Known:
        begun = self._clock.monotonic()
        try:
            found = self._exchange(token, peer)
        except Unauthenticated:
            known = _Known(None, begun + REFUSAL_KEPT_S, begun + REFUSAL_KEPT_S)
        else:
            life_s = max(found.expires_in_s - EXPIRY_MARGIN_S, found.expires_in_s / 2)
            known = _Known(found.access_token, begun + ASKED_AGAIN_S, begun + life_s)
        self._keep(key, known)
        return known

    def _keep(self, key: bytes, known: _Known) -> None:
        with self._lock:
            self._known[key] = known
            self._known.move_to_end(key)
            if len(self._known) > MAX_KEPT:
                self._known.popitem(last=False)


class ExchangingVerifier:
    """A verifier that knows other bearers as well, by what they are exchanged for."""

    def __init__(self, verifier: AccessTokenVerifier, exchange: TokenExchange) -> None:
        self._verifier = verifier
        self._exchange = exchange

    def own(self, token: str, peer: str) -> str:
        if self._verifier.knows(token):
            return token
        foreign = token.startswith(API_TOKEN_PREFIX) or self._has_other_issuer(token)
        return self._exchange.access_token(token, peer) if foreign else token

    def verify(self, token: str, *, writes: bool = True) -> Principal:
        return self._verifier.verify(token, writes=writes)

    def _has_other_issuer(self, token: str) -> bool:
        try:
            issuer = peek(token).claims.get("iss")
        except TokenRefused:
            return False  # no token of anybody's: the verifier refuses it, and says why in the log
        return isinstance(issuer, str) and issuer != self._verifier.issuer
