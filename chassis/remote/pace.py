"""How fast a service is called that refuses what comes too fast.

Nobody knows its limit, and it may change. So from the first refusal on calls have a space between them: a
refusal makes it half as large again, an answer two per cent smaller. Where both are in balance one call in
twenty is refused, which is what it costs to notice that the service takes more.
"""

from chassis.remote.failures import RemoteBusy

LONGEST_TURN_S = 5.0
"""Who would wait longer for their turn comes again, and leaves their thread to others."""
_FIRST_SPACE_S = 0.25
"""Four calls a second: a few refusals find those who want less, and those who take more soon get it."""
_LONGEST_SPACE_S = 60.0
_NO_SPACE_S = 0.01
_SLOWER = 1.5
_FASTER = 0.98


class Pace:
    """Of one service, in seconds of one clock; safe under the lock of whoever has it."""

    def __init__(self) -> None:
        self._space_s = 0.0
        self._free_at = 0.0

    def turn_s(self, now: float) -> float:
        """Takes the next turn; how long to wait for it. Raises `RemoteBusy` where that is long."""
        wait_s = max(0.0, self._free_at - now)
        if wait_s > LONGEST_TURN_S:
            raise RemoteBusy("is called as often as it lets us", wait_s)
        self._free_at = now + wait_s + self._space_s
        return wait_s

    def refused(self) -> None:
        self._space_s = min(_LONGEST_SPACE_S, max(_FIRST_SPACE_S, self._space_s * _SLOWER))

    def answered(self) -> None:
        faster = self._space_s * _FASTER
        self._space_s = faster if faster > _NO_SPACE_S else 0.0
