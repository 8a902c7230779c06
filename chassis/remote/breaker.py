"""A circuit breaker: leaves a service that fails alone, and finds out soon when it is back.

After `OPENS_AFTER` failures in a row calls are refused at once; one at a time, and no more than one in
`PROBE_EVERY_S`, is let through to see whether the service has recovered. Its first success closes the
circuit. A service that asks for patience gets it, and is called at its own pace from then on. Each process
counts for itself.
"""

import threading
from collections.abc import Callable
from time import monotonic

from prometheus_client import Gauge

from chassis.remote.failures import RemoteBusy
from chassis.remote.pace import Pace

OPENS_AFTER = 3
PROBE_EVERY_S = 5.0
_BACK_EVERY_S = 0.1
_LONGEST_QUEUE_S = 30.0
"""Who is held back is told to come one after the other: a thousand who all come at once, and again and again,
would take the machine from those who do not need the service."""

_OPEN = Gauge("rostrum_remote_circuit_open", "1 while calls to a foreign service are held back.", ["service"])


class Breaker:
    """Of one service; safe to share between threads."""

    def __init__(self, service: str, clock: Callable[[], float] = monotonic) -> None:
        self._service = service
        self._clock = clock
        self._lock = threading.Lock()
        self._failures = 0
        self._probe_at = 0.0
        self._held_until = 0.0
        self._last_back_at = 0.0
        self._pace = Pace()
        _OPEN.labels(service).set(0)

    def enter(self) -> float:
        """Before a call, whose outcome is told by `answered`, `failed` or `hold`; how long to wait for its
        turn, and then to `check` again. Raises `RemoteBusy` where there must be no call now."""
        with self._lock:
            now = self._clock()
            self._check(now)
            if self._failures < OPENS_AFTER:
                return self._pace.turn_s(now)
            if now < self._probe_at:
                raise self._held_back("is out of order", self._probe_at, now)
            self._probe_at = now + PROBE_EVERY_S
            return 0.0

    def check(self) -> None:
        """Raises `RemoteBusy` where the service has asked for patience meanwhile."""
        with self._lock:
            self._check(self._clock())

    def answered(self) -> None:
        with self._lock:
            self._failures = 0
            self._pace.answered()
            _OPEN.labels(self._service).set(0)

    def failed(self) -> None:
        with self._lock:
            self._failures += 1
            if self._failures >= OPENS_AFTER:
                self._probe_at = self._clock() + PROBE_EVERY_S
                _OPEN.labels(self._service).set(1)

    def hold(self, wait_s: float) -> None:
        """The service asked to be left alone for a while; that says nothing of its health. What it refuses
        while it is left alone was sent before."""
        with self._lock:
            now = self._clock()
            if now >= self._held_until:
                self._pace.refused()
            self._held_until = max(self._held_until, now + wait_s)

    def _check(self, now: float) -> None:
        if now < self._held_until:
            raise self._held_back("asked to be left alone for a while", self._held_until, now)

    def _held_back(self, reason: str, until: float, now: float) -> RemoteBusy:
        self._last_back_at = min(max(until, self._last_back_at + _BACK_EVERY_S), until + _LONGEST_QUEUE_S)
        return RemoteBusy(reason, self._last_back_at - now)
