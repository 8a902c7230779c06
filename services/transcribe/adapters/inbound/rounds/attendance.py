"""Tells every other second that this worker lives."""

from collections.abc import Mapping
from threading import Event, Thread

import structlog

from chassis.errors import RostrumError
from services.transcribe.application.use_cases.report_worker import ReportWorker
from services.transcribe.domain.jobs import Queue

_log = structlog.stdlib.get_logger(__name__)

_EVERY_S = 2.0


class Attendance:
    """Stops first, so that nothing more is released for a worker that drains."""

    name = "attendance"

    def __init__(self, report: ReportWorker, slots: Mapping[Queue, int]) -> None:
        self._report = report
        self._slots = slots
        self._stopping = Event()
        self._thread = Thread(target=self._run, name=self.name, daemon=True)

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
            self._tell(self._slots)
            self._stopping.wait(_EVERY_S)
        self._tell({})

    def _tell(self, slots: Mapping[Queue, int]) -> None:
        try:
            self._report(slots)
        except RostrumError as error:
            _log.warning("attendance_not_noted", reason=error.detail)
