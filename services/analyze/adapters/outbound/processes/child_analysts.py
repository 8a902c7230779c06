"""The analyses in child processes: one that hangs or crashes is stopped and replaced alone."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from functools import partial
from pathlib import Path
from typing import Generic, TypeVar

import structlog
from opentelemetry import trace
from prometheus_client import Histogram

from chassis.errors import RostrumError, Unavailable
from chassis.processes import ChildCrashed, ChildPool, ChildTimedOut
from services.analyze.adapters.outbound.processes.tasks import hear, work
from services.analyze.domain.errors import AnalysisCrashed, AnalysisOverran
from services.analyze.domain.findings import Findings
from services.analyze.domain.material import Material, SoundTrack

LISTENING = "listening"
R = TypeVar("R")

_SECONDS = Histogram(
    "rostrum_analyze_part_seconds",
    "From the start of an analysis to its end.",
    ["part", "outcome"],
    buckets=(0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30),
)
_log = structlog.get_logger(__name__)


class ChildAnalysts:
    """Each call has `deadline_s` from the moment a child is free. Also the component that owns the pool."""

    def __init__(self, pool: ChildPool, deadline_s: float) -> None:
        self.name = "analysts"
        self._pool = pool
        self._deadline_s = deadline_s
        self._stopping = threading.Event()

    def start(self) -> None:
        """Now, so that the children are there before the first recording."""
        self._pool.start()

    def stop(self, deadline_s: float) -> None:
        """What is under way is cut off, and is no failure: its message is handed back."""
        del deadline_s
        self._stopping.set()
        self._pool.close()

    def alive(self) -> bool:
        """A child that dies is replaced by the pool."""
        return True

    def ready(self) -> bool:
        return True

    def listen(self, audio: Path) -> SoundTrack:
        return self._start(LISTENING, hear, str(audio)).result()

    def begin(self, part: str, material: Material, audio: Path | None = None) -> "Pending[Findings]":
        return self._start(part, work, part, material, str(audio) if audio else "")

    def _start(self, name: str, function: Callable[..., R], *arguments: object) -> "Pending[R]":
        begin = partial(self._pool.submit, function, *arguments, deadline_s=self._deadline_s)
        return Pending(name, begin, self._deadline_s, self._stopping)


class Pending(Generic[R]):
    """A call under way; its span and its time end when the child answers, not when somebody asks.

    A child may be killed for want of memory, so a crash is tried once more; what took too long would do so
    again.
    """

    def __init__(
        self, name: str, begin: Callable[[], Future[R]], deadline_s: float, stopping: threading.Event
    ) -> None:
        self._name = name
        self._begin = begin
        self._deadline_s = deadline_s
        self._stopping = stopping
        self._begun = time.monotonic()
        self._future = self._called()

    def _called(self) -> Future[R]:
        self._ended: float | None = None
        self._span = trace.get_tracer("rostrum").start_span(f"analyze {self._name}")
        future = self._begin()
        future.add_done_callback(self._done)
        return future

    def result(self) -> R:
        try:
            if isinstance(self._future.exception(), ChildCrashed) and not self._stopping.is_set():
                self._future = self._called()
            return self._future.result()
        except RostrumError:
            raise
        except Exception as error:
            raise self._failure(error) from error

    def _failure(self, error: Exception) -> RostrumError:
        if self._stopping.is_set():
            return Unavailable("This process is ending; another one will make the analysis.")
        if isinstance(error, ChildTimedOut):
            return AnalysisOverran(f"This analysis took longer than {self._deadline_s:g} s.")
        _log.error("analysis_crashed", part=self._name, error=type(error).__name__, exc_info=error)
        return AnalysisCrashed("This analysis could not be made.")

    def elapsed_s(self) -> float:
        return (self._ended or time.monotonic()) - self._begun

    def _done(self, future: Future[R]) -> None:
        self._ended = time.monotonic()
        failure = None if future.cancelled() else future.exception()
        outcome = type(failure).__name__ if failure else "completed"
        self._span.set_attribute("rostrum.outcome", outcome)
        self._span.end()
        _SECONDS.labels(self._name, outcome).observe(self._ended - self._begun)
