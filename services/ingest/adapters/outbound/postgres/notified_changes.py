"""The changes port on LISTEN/NOTIFY: whoever saves a recording, in whatever process, wakes its followers."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Lock
from uuid import UUID

from chassis.database import Database, Listener
from services.ingest.adapters.outbound.postgres.tables import CHANGES_CHANNEL

_POLL_S = 5.0
"""How often followers look for themselves: notifications are lost while the connection is down."""


class EventWatch:
    def __init__(self) -> None:
        self._changed = Event()

    def wait(self, timeout_s: float) -> bool:
        woken = self._changed.wait(timeout_s)
        self._changed.clear()
        return woken

    def wake(self) -> None:
        self._changed.set()


class NotifiedChanges:
    """`listener` is the component that has to run for the watches to be woken."""

    def __init__(self, database: Database) -> None:
        self.listener = Listener(database, CHANGES_CHANNEL, self.wake, poll_s=_POLL_S)
        self._watches: dict[str, set[EventWatch]] = {}
        self._lock = Lock()

    @contextmanager
    def watch(self, recording_id: UUID) -> Iterator[EventWatch]:
        key, watch = str(recording_id), EventWatch()
        with self._lock:
            self._watches.setdefault(key, set()).add(watch)
        try:
            yield watch
        finally:
            with self._lock:
                self._watches[key].discard(watch)
                if not self._watches[key]:
                    del self._watches[key]

    def wake(self, recording_id: str | None) -> None:
        """Those who follow this recording; all of them where it is None."""
        with self._lock:
            keys = self._watches if recording_id is None else [recording_id]
            woken = [watch for key in keys for watch in self._watches.get(key, ())]
        for watch in woken:
            watch.wake()
