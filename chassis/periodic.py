"""The clock as a caller: does something again and again, for as long as the process runs."""

from collections.abc import Callable
from threading import Event, Thread

import structlog

from chassis.errors import RostrumError

_log = structlog.get_logger(__name__)


class Periodic:
    """A component. `work` is done at once after the start, and then `interval_s` after each time; as long as
    it answers True there is more of it, and it is called again without a pause. It must be repeatable:
    whatever goes wrong is logged, and tried again."""

    def __init__(self, name: str, work: Callable[[], bool], interval_s: float) -> None:
        self.name = name
        self._work = work
        self._interval_s = interval_s
        self._stopping = Event()
        self._thread = Thread(target=self._run, name=name, daemon=True)

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
            if not self._guarded():
                self._stopping.wait(self._interval_s)

    def _guarded(self) -> bool:
        try:
            return self._work()
        except RostrumError as error:
            _log.warning("periodic_work_waits", work=self.name, reason=error.detail)
        except Exception:  # noqa: BLE001 - housekeeping must not end the process; it is tried again
            _log.exception("periodic_work_failed", work=self.name)
        return False
