"""Request limits by user or address, and the headers that tell clients where they stand.

A token bucket per limit and caller: bursts up to the amount, then a steady refill. In memory, so a
limit holds per process. The library `limits` was read and left: its memory storage starts a thread and
walks every key on nearly each hit, and reads a clock that may jump.
Headers: draft-ietf-httpapi-ratelimit-headers-09.
"""

import math
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass

from chassis.errors import RateLimited

_MAX_BUCKETS = 100_000


@dataclass(frozen=True)
class Limit:
    """`amount` at once, refilled evenly over `per_s` seconds."""

    name: str
    amount: int
    per_s: int = 60
    counted: str = "requests"
    """What of, in the words of a refusal."""


@dataclass(frozen=True)
class Standing:
    """What is left of a limit for one caller."""

    limit: Limit
    remaining: int
    reset_s: int

    def headers(self) -> dict[str, str]:
        return {
            "RateLimit-Policy": f'"{self.limit.name}";q={self.limit.amount};w={self.limit.per_s}',
            "RateLimit": f'"{self.limit.name}";r={self.remaining};t={self.reset_s}',
        }


class RateLimiter:
    """Counts what callers do; safe to share between threads, and bounded however many callers there are."""

    def __init__(
        self, *, monotonic: Callable[[], float] = time.monotonic, max_buckets: int = _MAX_BUCKETS
    ) -> None:
        self._monotonic = monotonic
        self._max_buckets = max_buckets
        # For each bucket the moment at which it is full again (the "theoretical arrival time" of GCRA).
        self._full_at: OrderedDict[tuple[str, str], float] = OrderedDict()
        self._lock = threading.Lock()

    def spend(self, limits: Iterable[Limit], caller: str) -> Standing | None:
        """Takes one from each limit and returns the tightest standing; raises RateLimited beyond one."""
        standings = [self._take(limit, caller, cost=1) for limit in limits]
        return min(standings, key=lambda standing: standing.remaining, default=None)

    def check(self, limit: Limit, caller: str) -> None:
        """Raises RateLimited when nothing is left, and takes nothing."""
        self._take(limit, caller, cost=0)

    def note(self, limit: Limit, caller: str) -> None:
        """Takes one if there is one left, and refuses nothing."""
        with suppress(RateLimited):
            self._take(limit, caller, cost=1)

    def _take(self, limit: Limit, caller: str, *, cost: int) -> Standing:
        interval_s = limit.per_s / limit.amount
        bucket = (limit.name, caller)
        with self._lock:
            now = self._monotonic()
            full_at = max(now, self._full_at.get(bucket, now))
            wait_s = full_at + interval_s - now - limit.per_s
            # Rounding of floats must not cost the last of a burst.
            if wait_s > interval_s * 1e-6:
                raise _refusal(limit, wait_s)
            if cost:
                full_at += interval_s
                self._remember(bucket, full_at)
        remaining = math.floor((limit.per_s - (full_at - now)) / interval_s + 1e-6)
        return Standing(limit, remaining, math.ceil(full_at - now))

    def _remember(self, bucket: tuple[str, str], full_at: float) -> None:
        self._full_at[bucket] = full_at
        self._full_at.move_to_end(bucket)
        if len(self._full_at) > self._max_buckets:
            self._full_at.popitem(last=False)


def _refusal(limit: Limit, wait_s: float) -> RateLimited:
    retry_after_s = max(1, math.ceil(wait_s))
    return RateLimited(
        f"At most {limit.amount} {limit.counted} in {limit.per_s} s; try again in {retry_after_s} s.",
        retry_after_s=retry_after_s,
    )
