"""Engines behind an API, as speech recognisers."""

from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any, Protocol
from uuid import UUID

from chassis.errors import Unavailable
from chassis.remote import RemoteFailed, RemoteNonsense
from services.transcribe.adapters.outbound.recognizers.remote import metrics
from services.transcribe.adapters.outbound.recognizers.remote.call_book import (
    Bill,
    Call,
    CallBook,
    CallKey,
    SpendCapReached,
)
from services.transcribe.adapters.outbound.recognizers.remote.failures import (
    busy,
    cap_reached,
    engine_failure,
    too_large,
)
from services.transcribe.adapters.outbound.recognizers.sense import Nonsense, makes_no_sense
from services.transcribe.application.ports.recognizer import (
    EngineBusy,
    EngineFailed,
    EngineNonsense,
    Hearing,
    Task,
)
from services.transcribe.domain.engines import Capabilities
from services.transcribe.domain.transcript import Engine

SHORTEST_S = 0.1
"""Services refuse what is shorter; nobody says a word in it."""


class LeftRunning(Exception):
    """The service has accepted the work and is not done: the next try is to fetch it."""

    def __init__(self, retry_after_s: float) -> None:
        super().__init__("is still at work")
        self.retry_after_s = retry_after_s


class RemoteEngine(Protocol):
    """One service's protocol."""

    @property
    def engine(self) -> Engine: ...
    @property
    def capabilities(self) -> Capabilities: ...

    def ask(self, task: Task, call: Call, book: CallBook) -> Mapping[str, Any]:
        """The answer, as JSON can say it. Raises `RemoteFailed` and `LeftRunning`."""
        ...

    def read(self, answer: Mapping[str, Any], task: Task) -> Hearing:
        """What the answer says was heard. Raises `Nonsense`."""
        ...

    def forget(self, answer: Mapping[str, Any]) -> None:
        """The answer is kept here; what the service keeps of it may go."""
        ...

    def stop(self) -> None:
        """Waits no longer."""
        ...


@dataclass(frozen=True)
class Terms:
    """What using the service costs, and how much of it is used at a time."""

    usd_per_minute: float
    slots: int
    key_owner: UUID | None = None
    """The tenant whose own key pays; None for the operator's."""


class RemoteRecognizer:
    """Enters each call into the book, makes it in a thread of its own, and believes only what makes sense."""

    def __init__(self, service: RemoteEngine, terms: Terms, book: CallBook) -> None:
        self.engine = service.engine
        self.capabilities = service.capabilities
        self.slots = terms.slots
        self._service = service
        self._terms = terms
        self._book = book
        self._threads = ThreadPoolExecutor(terms.slots, thread_name_prefix=f"engine-{service.engine.name}")

    def recognize(self, task: Task) -> "Future[Hearing]":
        return self._threads.submit(self._run, task)

    def close(self) -> None:
        """Pieces that wait are given up; calls under way end when their connection does."""
        self._service.stop()
        self._threads.shutdown(wait=False, cancel_futures=True)

    def _run(self, task: Task) -> Hearing:
        names = (self.engine.name, "own_key" if self._own_key else self.engine.model)
        outcome = "lost"
        try:
            hearing = self._hear(task)
            outcome = "heard"
        except EngineFailed as failure:
            outcome = type(failure).__name__.removeprefix("Engine").lower()
            raise
        finally:
            metrics.PIECES.labels(*names, outcome).inc()
        metrics.AUDIO.labels(*names).inc(task.span.duration_s)
        metrics.COST.labels(*names).inc(0.0 if self._own_key else hearing.cost_usd)
        return hearing

    def _hear(self, task: Task) -> Hearing:
        if task.span.duration_s < SHORTEST_S:
            return Hearing(())
        longest_s = self.capabilities.longest_s
        if longest_s is not None and task.span.duration_s > longest_s:
            raise too_large(self.engine.name, f"{longest_s:.0f} s")
        try:
            return self._bought(task)
        except Unavailable as error:
            raise EngineBusy(error) from error
        except SpendCapReached as reached:
            raise cap_reached(reached) from reached

    def _bought(self, task: Task) -> Hearing:
        key = CallKey(task.tenant_id, task.job_key, self.engine.name, self.engine.model)
        audio_s = task.span.duration_s
        most_usd = self._terms.usd_per_minute * audio_s / 60
        bill = Bill(most_usd, audio_s, task.spend_cap_usd, self._terms.key_owner)
        call = self._book.open(key, bill)
        answer = call.answer
        if answer is None:
            answer = self._asked(task, call)
            hearing = self._read(answer, task, call)
            self._keep(call, answer)
        else:
            hearing = self._read(answer, task, call)
        return replace(hearing, cost_usd=call.cost_usd, raw=answer)

    @property
    def _own_key(self) -> bool:
        return self._terms.key_owner is not None

    def _keep(self, call: Call, answer: Mapping[str, Any]) -> None:
        """What was heard is not lost for a book that does not answer; then the service keeps it as well."""
        with suppress(Unavailable):
            self._book.settle(call, call.cost_usd, answer)
            self._service.forget(answer)

    def _asked(self, task: Task, call: Call) -> Mapping[str, Any]:
        try:
            return self._service.ask(task, call, self._book)
        except LeftRunning as running:
            raise busy(self.engine.name, str(running), running.retry_after_s, at_work=True) from running
        except RemoteNonsense as nonsense:
            raise self._nonsense(nonsense, call) from nonsense
        except RemoteFailed as failure:
            self._book.release(call)
            raise engine_failure(self.engine.name, failure, own_key=self._own_key) from failure

    def _read(self, answer: Mapping[str, Any], task: Task, call: Call) -> Hearing:
        try:
            return self._service.read(answer, task)
        except Nonsense as nonsense:
            raise self._nonsense(nonsense, call) from nonsense

    def _nonsense(self, reason: Exception, call: Call) -> EngineNonsense:
        """What was answered will be charged for, sense or not."""
        self._book.write_off(call)
        return makes_no_sense(self.engine.name, str(reason))
