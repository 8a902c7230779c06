"""Messages that wait for a dependency, kept by this process: waiting is no delivery.

The broker counts every redelivery, whoever asked for it, and forgets why. A message handed back for each
wait would look, to the next process that gets it, as if it had failed that often.
"""

import asyncio
from collections.abc import Awaitable
from concurrent.futures import Future
from dataclasses import dataclass
from threading import Lock
from time import monotonic

import nats.errors
import structlog
from nats.aio.msg import Msg

from chassis.messaging.loop import LoopThread

_log = structlog.stdlib.get_logger(__name__)

_OVERDUE_S = 20.0
"""Longer than a slot ever pauses: after it all slots are busy, and another process may be free."""
_SHORTEST_S = 0.1


@dataclass(frozen=True, eq=False)
class InHand:
    """A message that is this process's to settle. `waits` counts its handlings that ended in waiting."""

    message: Msg
    waits: int = 0


class WaitingRoom:
    """Shared by the slots of one consumer. The broker's limit of pending messages bounds what is in it."""

    def __init__(self, loop: LoopThread, heartbeat_s: float) -> None:
        self._loop = loop
        self.heartbeat_s = heartbeat_s
        self._lock = Lock()
        self._leases: dict[InHand, tuple[float, Future[None]]] = {}

    def hold(self, waiting: InHand, delay_s: float) -> None:
        """Keeps the message and its lease until it is due."""
        due = monotonic() + delay_s
        with self._lock:
            self._leases[waiting] = (due, self._loop.submit(self._keep(waiting, due)))

    def take_due(self) -> InHand | None:
        """A message whose wait is over."""
        with self._lock:
            for waiting, (due, lease) in self._leases.items():
                if due <= monotonic():
                    del self._leases[waiting]
                    lease.cancel()
                    return waiting
        return None

    def take_all(self) -> list[InHand]:
        """Everything, for a process that ends."""
        with self._lock:
            taken = list(self._leases)
            for _, lease in self._leases.values():
                lease.cancel()
            self._leases.clear()
        return taken

    def next_due_s(self, at_most_s: float) -> float:
        """How long a slot may look for other work."""
        with self._lock:
            first = min((due for due, _ in self._leases.values()), default=float("inf"))
        return max(_SHORTEST_S, min(at_most_s, first - monotonic()))

    async def _keep(self, waiting: InHand, due: float) -> None:
        end = due + _OVERDUE_S
        while monotonic() < end:
            await self._tell(waiting.message.in_progress())
            await asyncio.sleep(min(self.heartbeat_s, max(_SHORTEST_S, end - monotonic())))
        with self._lock:
            overdue = self._leases.pop(waiting, None) is not None
        if overdue:
            await self._tell(waiting.message.nak())

    async def _tell(self, answer: Awaitable[None]) -> None:
        """An answer that gets lost is harmless: the message comes again and its effect does not."""
        try:
            await answer
        except nats.errors.Error as error:
            _log.debug("waiting_not_told", error=repr(error))
