"""How much waits to be passed on."""

import math
from collections.abc import Callable
from threading import Lock

from services.ingest.application.ports.time_and_ids import Clock
from services.ingest.domain.errors import too_much_waits

COUNTED_EVERY_S = 1.0


class Backlog:
    """Refuses new work while `most` announcements have not left.

    Counting reads all of those, and an upload should not cost more for each that was before it. So it is done
    once a second, and at once where those let in since may have filled the rest. Every process has one: what
    the others let in within that second may be too many.
    """

    def __init__(self, most: int, clock: Clock) -> None:
        self._most = most
        self._clock = clock
        self._lock = Lock()
        self._counted = 0
        self._counted_at = -math.inf
        self._since = 0

    def check(self, count: Callable[[int], int]) -> None:
        """Raises Unavailable while so many wait that no more work can be promised; `count` counts them up to
        a number."""
        if self._is_due():
            self._note(count(self._most))
        if self._counted >= self._most:
            raise too_much_waits()

    def _is_due(self) -> bool:
        """Others go by the last count meanwhile: nobody waits here for somebody else's."""
        with self._lock:
            now = self._clock.monotonic()
            is_old = now - self._counted_at >= COUNTED_EVERY_S
            is_due = is_old or self._counted < self._most <= self._counted + self._since
            if is_due:
                self._counted_at = now
            self._since += 1
            return is_due

    def _note(self, counted: int) -> None:
        with self._lock:
            self._counted, self._since = counted, 1
