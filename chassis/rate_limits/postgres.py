"""Limits counted in the service's own database, so that they hold over all its replicas.

One statement a request. What is refused is remembered in the process until something is free again, which
nothing can bring forward: a flood of refusals costs the database nothing. Where the database does not answer,
the process counts for itself for a while.
"""

import math
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from hashlib import blake2b
from typing import Any

import sqlalchemy as sa
import structlog

from chassis.database import Database
from chassis.database.rls import Operations, grant_app, grant_relay
from chassis.database.statements import QuickStatements
from chassis.errors import Standing, Unavailable
from chassis.rate_limits import ROUNDING, Bucket, RateLimiter, refuse_late
from chassis.rate_limits.memory import MemoryRateLimiter

_log = structlog.stdlib.get_logger(__name__)

_ALONE_S = 2.0
"""How long the database is left alone when it has not answered."""
_MAX_REFUSALS = 100_000
SWEEP_BATCH = 1000

rate_limits = sa.Table(
    "rate_limits",
    sa.MetaData(),
    sa.Column("bucket", sa.LargeBinary, primary_key=True),
    sa.Column("full_at", sa.Double, nullable=False),
    sa.Column("interval_s", sa.Double, nullable=False),
    sa.Column("span_s", sa.Double, nullable=False),
    prefixes=["UNLOGGED"],
)
"""`bucket` is a digest: neither addresses nor users are at rest here, and no row is a tenant's. `full_at` is
in seconds since 1970 on the database's clock. Unlogged: a crash of the server forgives what was counted."""

_LOOK = """
SELECT greatest(coalesce(kept.full_at - moment.now, 0), 0)
FROM (SELECT extract(epoch FROM clock_timestamp())::float8 AS now) AS moment,
  unnest(%(buckets)s::bytea[]) WITH ORDINALITY AS asked (bucket, place)
  LEFT JOIN rate_limits AS kept USING (bucket)
ORDER BY place
"""
# What `asked` knows is as of the statement's beginning; it keeps a bucket with nothing left from costing the
# others. What counts is the WHERE of the update, which waits for whoever has the row.
_TAKE = f"""
WITH asked AS (
  SELECT asked.*, now, greatest(coalesce(kept.full_at, 0), now) AS full_at
  FROM (SELECT extract(epoch FROM clock_timestamp())::float8 AS now) AS moment,
    unnest(%(buckets)s::bytea[], %(intervals)s::float8[], %(spans)s::float8[])
      WITH ORDINALITY AS asked (bucket, interval_s, span_s, place)
    LEFT JOIN rate_limits AS kept USING (bucket)
), taken AS (
  INSERT INTO rate_limits AS kept (bucket, full_at, interval_s, span_s)
  SELECT bucket, now + interval_s, interval_s, span_s FROM asked
  WHERE %(each)s OR NOT EXISTS (
    SELECT FROM asked WHERE full_at + interval_s * {1 - ROUNDING} > now + span_s)
  ORDER BY bucket
  ON CONFLICT (bucket) DO UPDATE SET
    full_at = greatest(kept.full_at, excluded.full_at - excluded.interval_s) + excluded.interval_s,
    interval_s = excluded.interval_s,
    span_s = excluded.span_s
  WHERE kept.full_at + excluded.interval_s * {2 - ROUNDING} <= excluded.full_at + excluded.span_s
  RETURNING bucket, full_at
)
SELECT taken.bucket IS NOT NULL, coalesce(taken.full_at, asked.full_at) - now
FROM asked LEFT JOIN taken USING (bucket) ORDER BY place
"""  # noqa: S608 - the only thing put in is a constant of ours
_SWEEP = sa.text(
    "DELETE FROM rate_limits WHERE bucket IN (SELECT bucket FROM rate_limits"
    " WHERE full_at < extract(epoch FROM clock_timestamp()) LIMIT :batch)"
)


def create_rate_limits(op: Operations) -> None:
    """The table, for a service's migration."""
    rate_limits.create(op.get_bind())
    grant_app(op, rate_limits.name, ["SELECT", "INSERT", "UPDATE"])
    grant_relay(op, rate_limits.name, ["SELECT", "DELETE"])


def sweep_rate_limits(connection: sa.Connection) -> int:
    """Deletes a batch of buckets that are full again, for the relay; how many."""
    return connection.execute(_SWEEP, {"batch": SWEEP_BATCH}).rowcount


def shared_limiter(database: Database) -> "PostgresRateLimiter":
    """On connections of its own to that database."""
    return PostgresRateLimiter(QuickStatements(database.login), MemoryRateLimiter())


class PostgresRateLimiter:
    """`alone` counts while the database does not answer."""

    def __init__(
        self,
        statements: QuickStatements,
        alone: RateLimiter,
        *,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._statements = statements
        self._alone = alone
        self._monotonic = monotonic
        self._refusals = _Refusals(monotonic)
        self._alone_until = -math.inf

    def close(self) -> None:
        """Lets go of its connections."""
        self._statements.close()

    def spend(self, buckets: Sequence[Bucket]) -> Sequence[Standing]:
        if not buckets:
            return ()
        self._refusals.check(buckets)
        rows = self._taken(buckets, each=False)
        if rows is None:
            return self._alone.spend(buckets)
        if not all(taken for taken, _ in rows):
            self._refuse(buckets, rows)
        return _standings(buckets, [full_in_s for _, full_in_s in rows])

    def look(self, buckets: Sequence[Bucket]) -> Sequence[Standing]:
        full_in_s = self._full_in_s(buckets)
        return self._alone.look(buckets) if full_in_s is None else _standings(buckets, full_in_s)

    def check(self, buckets: Sequence[Bucket]) -> None:
        self._refusals.check(buckets)
        full_in_s = self._full_in_s(buckets)
        if full_in_s is None:
            self._alone.check(buckets)
        else:
            self._refusals.remember(buckets, full_in_s)
            refuse_late(buckets, full_in_s)

    def note(self, buckets: Sequence[Bucket]) -> None:
        if self._taken(buckets, each=True) is None:
            self._alone.note(buckets)

    def _taken(self, buckets: Sequence[Bucket], *, each: bool) -> list[tuple[bool, float]] | None:
        """For each whether one was taken, and when it is full; None without the database. One of several that
        is full keeps the others, unless `each` is for itself."""
        limits = [bucket.limit for bucket in buckets]
        values = {
            "buckets": [_digest(bucket) for bucket in buckets],
            "intervals": [limit.interval_s for limit in limits],
            "spans": [float(limit.per_s) for limit in limits],
            "each": each,
        }
        return self._fetched(_TAKE, values)

    def _full_in_s(self, buckets: Sequence[Bucket]) -> list[float] | None:
        rows = self._fetched(_LOOK, {"buckets": [_digest(bucket) for bucket in buckets]})
        return None if rows is None else [full_in_s for (full_in_s,) in rows]

    def _fetched(self, statement: str, values: Mapping[str, Any]) -> list[Any] | None:
        if self._monotonic() < self._alone_until:
            return None
        try:
            return self._statements.fetch(statement, values)
        except Unavailable:
            self._alone_until = self._monotonic() + _ALONE_S
            _log.warning("rate_limits_counted_alone", for_s=_ALONE_S)
            self._statements.close()
            return None

    def _refuse(self, buckets: Sequence[Bucket], rows: Sequence[tuple[bool, float]]) -> None:
        full_in_s = [full for _, full in rows]
        self._refusals.remember(buckets, full_in_s)
        refuse_late(buckets, full_in_s)
        # Somebody took the last one meanwhile: there is one more when as much again is free.
        pairs = zip(buckets, rows, strict=True)
        refuse_late(buckets, [full if taken else bucket.limit.per_s for bucket, (taken, full) in pairs])


class _Refusals:
    """The buckets with nothing left, until they have something."""

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._full_at: OrderedDict[Bucket, float] = OrderedDict()
        self._lock = threading.Lock()

    def check(self, buckets: Sequence[Bucket]) -> None:
        """Raises LimitReached for one that is known to have nothing left."""
        with self._lock:
            known = [bucket for bucket in buckets if bucket in self._full_at]
            now = self._monotonic()
            full_in_s = [self._full_at[bucket] - now for bucket in known]
            for bucket, full in zip(known, full_in_s, strict=True):
                if not bucket.limit.wait_s(full):
                    del self._full_at[bucket]
        refuse_late(known, full_in_s)

    def remember(self, buckets: Sequence[Bucket], full_in_s: Sequence[float]) -> None:
        with self._lock:
            for bucket, full in zip(buckets, full_in_s, strict=True):
                if bucket.limit.wait_s(full):
                    self._full_at[bucket] = self._monotonic() + full
            while len(self._full_at) > _MAX_REFUSALS:
                self._full_at.popitem(last=False)


def _standings(buckets: Sequence[Bucket], full_in_s: Sequence[float]) -> list[Standing]:
    return [bucket.limit.standing(full) for bucket, full in zip(buckets, full_in_s, strict=True)]


def _digest(bucket: Bucket) -> bytes:
    return blake2b(f"{bucket.limit.name}\0{bucket.caller}".encode(), digest_size=16).digest()
