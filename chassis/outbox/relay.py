"""Publishes the outbox: one relay at a time per database, so each aggregate's events keep their order."""

from collections.abc import Callable, Sequence
from threading import Event, Thread
from time import monotonic
from typing import Protocol

import sqlalchemy as sa
import structlog
from prometheus_client import Counter, Gauge, Histogram

from chassis.database import Database, Listener
from chassis.errors import RostrumError
from chassis.inbox import sweep_claims
from chassis.messaging import WireMessage
from chassis.outbox.table import (
    CHANNEL,
    SWEEP_BATCH,
    Pending,
    backlog,
    mark_published,
    pending,
    sweep_published,
)

_log = structlog.stdlib.get_logger(__name__)

_POLL_S = 1.0
_BATCH = 100
_PUBLISH_DEADLINE_S = 5.0
"""Well below idle_in_transaction_session_timeout: the rows stay locked while they are published."""
_MEASURE_EVERY_S = 5.0
_SWEEP_EVERY_S = 600.0
_LOCK = sa.text("SELECT pg_try_advisory_xact_lock(hashtextextended('outbox-relay', 0))")

_LAG = Histogram(
    "rostrum_outbox_lag_seconds",
    "From append to publication.",
    ["service"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 1, 5, 30, 300),
)
_PUBLISHED = Counter("rostrum_outbox_published_total", "Events published.", ["service"])
_BACKLOG = Gauge("rostrum_outbox_backlog", "Events waiting for publication.", ["service"])
_OLDEST = Gauge("rostrum_outbox_oldest_seconds", "Age of the oldest waiting event.", ["service"])

Sweep = Callable[[sa.Connection], int]


class Publisher(Protocol):
    """What the relay needs of the messaging client."""

    @property
    def connected(self) -> bool: ...

    def publish_groups(
        self, groups: Sequence[Sequence[WireMessage]], deadline_s: float = ...
    ) -> list[int]: ...


class Relay:
    """Wakes up by NOTIFY and each second. A crash between publishing and marking publishes again, with the
    same id. `database` has the relay role. `sweeps` delete what is old, a batch a call."""

    def __init__(
        self,
        database: Database,
        publisher: Publisher,
        *,
        sweeps: Sequence[Sweep] = (sweep_published, sweep_claims),
        batch: int = _BATCH,
    ) -> None:
        self.name = "outbox relay"
        self._database = database
        self._publisher = publisher
        self._sweeps = sweeps
        self._batch = batch
        self._wake = Event()
        self._stopping = Event()
        self._listener = Listener(database, CHANNEL, lambda _: self._wake.set(), poll_s=_POLL_S)
        self._thread = Thread(target=self._run, name="outbox-relay", daemon=True)

    def start(self) -> None:
        self._listener.start()
        self._thread.start()

    def stop(self, deadline_s: float) -> None:
        """Ends after the batch in hand; the rest waits for the next relay."""
        until = monotonic() + deadline_s
        self._stopping.set()
        self._wake.set()
        if self._thread.is_alive():
            self._thread.join(deadline_s)
        self._listener.stop(max(0.0, until - monotonic()))

    def alive(self) -> bool:
        return self._thread.is_alive() and self._listener.alive()

    def ready(self) -> bool:
        return self.alive() and self._publisher.connected

    def publish_batch(self) -> int:
        """Publishes and marks one batch; how many. 0 also while another relay is at work."""
        if not self._publisher.connected:
            return 0
        with self._database.transaction(None) as connection:
            if not connection.execute(_LOCK).scalar_one():
                return 0
            rows = pending(connection, self._batch)
            published = self._publish(rows)
            if published:
                mark_published(connection, [row.id for row in published])
        self._observe(published)
        return len(published)

    def _publish(self, rows: Sequence[Pending]) -> list[Pending]:
        """Aggregates side by side, each in its order, up to its first failure."""
        groups: dict[str, list[Pending]] = {}
        for row in rows:
            groups.setdefault(row.aggregate, []).append(row)
        stored = self._publisher.publish_groups(
            [[row.message for row in group] for group in groups.values()], _PUBLISH_DEADLINE_S
        )
        return [row for group, count in zip(groups.values(), stored, strict=True) for row in group[:count]]

    def _observe(self, published: Sequence[Pending]) -> None:
        _PUBLISHED.labels(self._database.service).inc(len(published))
        for row in published:
            _LAG.labels(self._database.service).observe(row.age_s)

    def _run(self) -> None:
        measure_at = sweep_at = 0.0
        while not self._stopping.is_set():
            self._wake.clear()
            worked = self._guarded(self.publish_batch)
            if monotonic() > measure_at:
                self._guarded(self._measure)
                measure_at = monotonic() + _MEASURE_EVERY_S
            if monotonic() > sweep_at:
                self._guarded(self._sweep)
                sweep_at = monotonic() + _SWEEP_EVERY_S
            if not worked:
                self._wake.wait(_POLL_S)

    def _guarded(self, step: Callable[[], int]) -> int:
        try:
            return step()
        except RostrumError as error:
            _log.warning("relay_waits", service=self._database.service, reason=error.detail)
        except Exception:  # noqa: BLE001 - the relay outlives every fault; its backlog metric shows them
            _log.exception("relay_failed", service=self._database.service)
        return 0

    def _measure(self) -> int:
        with self._database.transaction(None) as connection:
            waiting, oldest_s = backlog(connection)
        _BACKLOG.labels(self._database.service).set(waiting)
        _OLDEST.labels(self._database.service).set(oldest_s)
        return waiting

    def _sweep(self) -> int:
        total = 0
        for sweep in self._sweeps:
            deleted = SWEEP_BATCH
            while deleted >= SWEEP_BATCH and not self._stopping.is_set():
                with self._database.transaction(None) as connection:
                    deleted = sweep(connection)
                total += deleted
        return total
