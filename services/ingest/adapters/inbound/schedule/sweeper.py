"""The clock as a caller: sweeps once after the start and then every few minutes."""

from collections.abc import Callable
from threading import Event, Thread

import structlog

from chassis.errors import RostrumError
from services.ingest.application.use_cases.sweep_leftovers import Swept

_log = structlog.get_logger(__name__)


class Sweeper:
    """A component; sweeping is repeatable, so any number of them do no harm."""

    name = "sweeper"

    def __init__(self, sweep: Callable[[], Swept], interval_s: float) -> None:
        self._sweep = sweep
        self._interval_s = interval_s
        self._stopping = Event()
        self._thread = Thread(target=self._run, name="sweeper", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self, deadline_s: float) -> None:
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join(deadline_s)

    def alive(self) -> bool:
        return self._thread.is_alive()

    def ready(self) -> bool:
        return self.alive()

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                swept = self._sweep()
            except RostrumError as error:
                _log.warning("sweep_waits", reason=error.detail)
            except Exception:  # noqa: BLE001 - housekeeping must not end the worker; it is tried again
                _log.exception("sweep_failed")
            else:
                _log.info("swept", folders=swept.folders, unfinished=swept.unfinished)
            self._stopping.wait(self._interval_s)
