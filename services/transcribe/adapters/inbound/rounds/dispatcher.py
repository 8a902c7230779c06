"""Releases pieces: woken by the database, when a piece's time has come, and each second."""

from collections.abc import Callable
from threading import Event, Thread
from time import monotonic
from typing import TypeVar

import structlog

from chassis.database import Database, Listener
from chassis.errors import RostrumError
from services.transcribe.application.use_cases.reclaim_pieces import ReclaimPieces
from services.transcribe.application.use_cases.release_pieces import ReleasePieces
from services.transcribe.application.use_cases.watch_queues import WatchQueues

Result = TypeVar("Result")

_log = structlog.stdlib.get_logger(__name__)

_CHANNEL = "pieces"
_POLL_S = 1.0
_UPKEEP_EVERY_S = 5.0


class Dispatcher:
    """One of all processes releases at a time; the others are there when it ends."""

    name = "dispatcher"

    def __init__(
        self, database: Database, release: ReleasePieces, reclaim: ReclaimPieces, watch: WatchQueues
    ) -> None:
        self._release = release
        self._upkeep = (reclaim, watch)
        self._wake = Event()
        self._stopping = Event()
        self._listener = Listener(database, _CHANNEL, lambda _: self._wake.set(), poll_s=_POLL_S)
        self._thread = Thread(target=self._run, name=self.name, daemon=True)

    def start(self) -> None:
        self._listener.start()
        self._thread.start()

    def stop(self, deadline_s: float) -> None:
        until = monotonic() + deadline_s
        self._stopping.set()
        self._wake.set()
        if self._thread.is_alive():
            self._thread.join(deadline_s)
        self._listener.stop(max(0.0, until - monotonic()))

    def alive(self) -> bool:
        return self._thread.is_alive() and self._listener.alive()

    def ready(self) -> bool:
        return self.alive()

    def _run(self) -> None:
        upkeep_at = 0.0
        while not self._stopping.is_set():
            self._wake.clear()
            self._guarded(self._release)
            if monotonic() > upkeep_at:
                for step in self._upkeep:
                    self._guarded(step)
                upkeep_at = monotonic() + _UPKEEP_EVERY_S
            due_in_s = self._guarded(self._release.due_in_s)
            self._wake.wait(_POLL_S if due_in_s is None else min(_POLL_S, due_in_s))

    def _guarded(self, step: Callable[[], Result]) -> Result | None:
        try:
            return step()
        except RostrumError as error:
            _log.warning("dispatcher_waits", reason=error.detail)
        except Exception:  # noqa: BLE001 - the dispatcher outlives every fault; the backlog metric shows them
            _log.exception("dispatcher_failed")
        return None
