"""Limits counted in the memory of one process.

The library `limits` was read and left: its memory storage starts a thread and walks every key on nearly each
hit, and reads a clock that may jump.
"""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Sequence

from chassis.errors import Standing
from chassis.rate_limits import Bucket, refuse_late

_MAX_BUCKETS = 100_000


class MemoryRateLimiter:
    """Safe to share between threads, and bounded however many callers there are."""

    def __init__(
        self, *, monotonic: Callable[[], float] = time.monotonic, max_buckets: int = _MAX_BUCKETS
    ) -> None:
        self._monotonic = monotonic
        self._max_buckets = max_buckets
        self._full_at: OrderedDict[tuple[str, str], float] = OrderedDict()
        self._lock = threading.Lock()

    def spend(self, buckets: Sequence[Bucket]) -> Sequence[Standing]:
        with self._lock:
            now = self._monotonic()
            refuse_late(buckets, [self._full_in_s(bucket, now) for bucket in buckets])
            return [bucket.limit.standing(self._take(bucket, now)) for bucket in buckets]

    def look(self, buckets: Sequence[Bucket]) -> Sequence[Standing]:
        with self._lock:
            now = self._monotonic()
            return [bucket.limit.standing(self._full_in_s(bucket, now)) for bucket in buckets]

    def check(self, buckets: Sequence[Bucket]) -> None:
        with self._lock:
            now = self._monotonic()
            refuse_late(buckets, [self._full_in_s(bucket, now) for bucket in buckets])

    def note(self, buckets: Sequence[Bucket]) -> None:
        with self._lock:
            now = self._monotonic()
            for bucket in buckets:
                if not bucket.limit.wait_s(self._full_in_s(bucket, now)):
                    self._take(bucket, now)

    def _full_in_s(self, bucket: Bucket, now: float) -> float:
        return max(0.0, self._full_at.get(_key(bucket), now) - now)

    def _take(self, bucket: Bucket, now: float) -> float:
        """When the bucket is full then."""
        key = _key(bucket)
        full_in_s = self._full_in_s(bucket, now) + bucket.limit.interval_s
        self._full_at[key] = now + full_in_s
        self._full_at.move_to_end(key)
        if len(self._full_at) > self._max_buckets:
            self._full_at.popitem(last=False)
        return full_in_s


def _key(bucket: Bucket) -> tuple[str, str]:
    return bucket.limit.name, bucket.caller
