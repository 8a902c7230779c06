"""Limits by user or address: token buckets, that refill evenly.

A bucket is one number, the moment at which it is full again (the "theoretical arrival time" of GCRA). Two
adapters keep it: `MemoryRateLimiter` in one process, `PostgresRateLimiter` for all replicas of a service.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from chassis.errors import LimitReached, Standing

ROUNDING = 1e-6
"""Of floats; it must not cost the last of a burst."""


@dataclass(frozen=True)
class Limit:
    """`amount` at once, refilled evenly over `per_s` seconds."""

    name: str
    amount: int
    per_s: int = 60
    counted: str = "requests"
    """What of, in the words of a refusal."""

    @property
    def interval_s(self) -> float:
        """Until one more is free."""
        return self.per_s / self.amount

    def standing(self, full_in_s: float) -> Standing:
        """Of a bucket that is full again in so many seconds."""
        left = math.floor((self.per_s - full_in_s) / self.interval_s + ROUNDING)
        return Standing(self.name, self.amount, self.per_s, self.amount - left, math.ceil(full_in_s))

    def wait_s(self, full_in_s: float) -> float:
        """Until one can be taken: 0 where one can be now."""
        wait_s = full_in_s + self.interval_s - self.per_s
        return wait_s if wait_s > self.interval_s * ROUNDING else 0.0


@dataclass(frozen=True)
class Bucket:
    """What one caller has of one limit."""

    limit: Limit
    caller: str


class RateLimiter(Protocol):
    """Counts what callers do."""

    def spend(self, buckets: Sequence[Bucket]) -> Sequence[Standing]:
        """Takes one from each, and tells what is left. Raises LimitReached where one has nothing left, and
        takes nothing then, or hardly ever: of two at the same moment."""
        ...

    def look(self, buckets: Sequence[Bucket]) -> Sequence[Standing]:
        """Tells what is left; takes nothing and refuses nothing."""
        ...

    def check(self, buckets: Sequence[Bucket]) -> None:
        """Raises LimitReached where one has nothing left; takes nothing."""
        ...

    def note(self, buckets: Sequence[Bucket]) -> None:
        """Takes one from each that has one left; refuses nothing."""
        ...


def refuse_late(buckets: Sequence[Bucket], full_in_s: Sequence[float]) -> None:
    """Raises LimitReached where one of the buckets has nothing left, about the one that has the longest."""
    waits = [bucket.limit.wait_s(full) for bucket, full in zip(buckets, full_in_s, strict=True)]
    longest_s = max(waits, default=0.0)
    if longest_s > 0:
        place = waits.index(longest_s)
        standings = [bucket.limit.standing(full) for bucket, full in zip(buckets, full_in_s, strict=True)]
        raise _reached(buckets[place].limit, [standings.pop(place), *standings], longest_s)


def _reached(limit: Limit, standings: Sequence[Standing], wait_s: float) -> LimitReached:
    retry_after_s = max(1, math.ceil(wait_s))
    return LimitReached(
        f"At most {limit.amount} {limit.counted} in {limit.per_s} s; try again in {retry_after_s} s.",
        standings,
        retry_after_s=retry_after_s,
    )
