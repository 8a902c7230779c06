"""Sessions that ended before their access tokens did."""

import threading
from collections.abc import Callable
from uuid import UUID

import structlog

from chassis.clock import Clock
from chassis.errors import RostrumError, Unavailable
from chassis.identity.claims import LEEWAY_S, MAX_ACCESS_LIFE_S
from chassis.identity.envelope import TokenRefused

STALE_AFTER_S = 60.0
"""Without contact with the feed for this long, the list may miss a revocation."""
_ANSWER_KEPT_S = 10.0
KEPT_S = MAX_ACCESS_LIFE_S + 2 * LEEWAY_S
"""After this every token of a revoked session has expired by itself."""
_MAX_ANSWERS = 10_000

logger = structlog.stdlib.get_logger(__name__)


class RevocationList:
    """Revoked sessions as a feed tells them; asks the authority itself while the feed is silent.

    The feed calls `revoke` for each event, from `KEPT_S` before its start on, and is asked when it was
    last known to have told everything. Until then, and after a minute's silence, the list is stale.
    """

    def __init__(self, is_active: Callable[[UUID], bool], clock: Clock) -> None:
        self._is_active = is_active
        self._clock = clock
        self._lock = threading.Lock()
        self._revoked: dict[UUID, float] = {}
        self._answers: dict[UUID, tuple[float, bool]] = {}
        self._last_contact: Callable[[], float | None] = _never

    def follow(self, last_contact: Callable[[], float | None]) -> None:
        """Rely on a feed that tells when, on the monotonic clock, it last had told everything; or None."""
        self._last_contact = last_contact

    def revoke(self, session_id: UUID) -> None:
        now = self._clock.monotonic()
        with self._lock:
            self._revoked.pop(session_id, None)  # to the end: the dictionary stays in order of time
            self._revoked[session_id] = now + KEPT_S
            self._forget_expired(now)

    @property
    def stale(self) -> bool:
        heard_at = self._last_contact()
        return heard_at is None or self._clock.monotonic() - heard_at > STALE_AFTER_S

    def check(self, session_id: UUID, *, writes: bool) -> None:
        """TokenRefused for a revoked session; Unavailable where a write can't be known to be allowed."""
        if self._revoked.get(session_id, float("-inf")) > self._clock.monotonic():
            raise TokenRefused("session was revoked")
        if self.stale:
            self._ask(session_id, writes=writes)

    def _ask(self, session_id: UUID, *, writes: bool) -> None:
        try:
            active = self._answer(session_id)
        except RostrumError as error:
            logger.warning("session_not_checked", error=type(error).__name__, writes=writes)
            if not writes:
                return  # the token itself holds, and reading with it ends when it expires
            raise Unavailable("Sessions can't be checked just now.", retry_after_s=5.0) from error
        if not active:
            self.revoke(session_id)  # for good: the feed, when it is back, may yet have to tell it
            raise TokenRefused("session has ended")

    def _answer(self, session_id: UUID) -> bool:
        now = self._clock.monotonic()
        asked_at, active = self._answers.get(session_id, (float("-inf"), False))
        if now - asked_at < _ANSWER_KEPT_S:
            return active
        active = self._is_active(session_id)
        with self._lock:
            if len(self._answers) >= _MAX_ANSWERS:
                self._answers.clear()
            self._answers[session_id] = (now, active)
        return active

    def _forget_expired(self, now: float) -> None:
        while self._revoked:
            oldest = next(iter(self._revoked))
            if self._revoked[oldest] > now:
                return
            del self._revoked[oldest]


def _never() -> float | None:
    return None
