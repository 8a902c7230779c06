"""The ledger of usage in PostgreSQL."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from typing import Any

import sqlalchemy as sa

from chassis.database import Database
from services.auth.adapters.outbound.postgres.administrator import reading_all
from services.auth.application.ports.usage import EntryPlace, TotalPlace, UsageScope, UsageWanted
from services.auth.domain.usage import Grouping, UsageEntry, UsageTotal

_entries = sa.table(
    "usage_entries",
    sa.column("id", sa.Uuid),
    sa.column("tenant_id", sa.Uuid),
    sa.column("user_id", sa.Uuid),
    sa.column("recording_id", sa.Uuid),
    sa.column("service", sa.Text),
    sa.column("provider", sa.Text),
    sa.column("operation", sa.Text),
    sa.column("units", sa.Double),
    sa.column("unit", sa.Text),
    sa.column("cost_usd", sa.Numeric(14, 6, asdecimal=False)),
    sa.column("key_owner", sa.Uuid),
    sa.column("at", sa.DateTime(timezone=True)),
)
_ADD = sa.text(
    "INSERT INTO usage_entries (id, tenant_id, user_id, recording_id, service, provider, operation, units,"
    " unit, cost_usd, key_owner, at) SELECT :id, tenant_id, :user_id, :recording_id, :service, :provider,"
    " :operation, :units, :unit, :cost_usd, :key_owner, :at FROM tenants WHERE tenant_id = :tenant_id"
    " ON CONFLICT DO NOTHING"
)
_NAME_KEY_OWNER = sa.text("SELECT set_config('app.key_owner', :tenant_id, true)")
_DAY = sa.func.to_char(sa.func.timezone("utc", _entries.c.at), "YYYY-MM-DD")
_KEYS = {"day": _DAY, "provider": _entries.c.provider, "operation": _entries.c.operation}


class PostgresUsageLedger:
    """The row of an act is its own inbox: its id is the event's, and comes once."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, entry: UsageEntry) -> None:
        with self._database.transaction(entry.tenant_id) as connection:
            connection.execute(_ADD, asdict(entry))

    def entries(self, wanted: UsageWanted, limit: int, after: EntryPlace | None) -> Sequence[UsageEntry]:
        query = sa.select(_entries).where(*_fits(wanted))
        if after is not None:
            query = query.where(sa.tuple_(_entries.c.at, _entries.c.id) < after)
        newest_first = query.order_by(_entries.c.at.desc(), _entries.c.id.desc()).limit(limit)
        with self._seeing(wanted.scope) as connection:
            return [UsageEntry(**row) for row in connection.execute(newest_first).mappings()]

    def totals(
        self, wanted: UsageWanted, by: Grouping, limit: int, after: TotalPlace | None
    ) -> Sequence[UsageTotal]:
        place = (_KEYS[by], _entries.c.unit, _entries.c.key_owner.is_not(None))
        sums = (sa.func.sum(_entries.c.units), sa.func.sum(_entries.c.cost_usd), sa.func.count())
        query = sa.select(*place, *sums).where(*_fits(wanted)).group_by(*place).order_by(*place)
        if after is not None:
            query = query.where(sa.tuple_(*place) > after)
        with self._seeing(wanted.scope) as connection:
            return [UsageTotal(*row) for row in connection.execute(query.limit(limit))]

    @contextmanager
    def _seeing(self, scope: UsageScope) -> Iterator[sa.Connection]:
        if scope.kind == "everyone":
            with reading_all(self._database) as connection:
                yield connection
            return
        tenant_id = scope.tenant_id if scope.kind == "tenant" else None
        with self._database.transaction(tenant_id) as connection:
            if scope.kind == "key_owner":
                connection.execute(_NAME_KEY_OWNER, {"tenant_id": str(scope.tenant_id)})
            yield connection


def _fits(wanted: UsageWanted) -> list[sa.ColumnElement[bool]]:
    fits: list[sa.ColumnElement[bool]] = []
    if wanted.scope.kind != "everyone":
        owner: sa.ColumnClause[Any] = _entries.c[
            "tenant_id" if wanted.scope.kind == "tenant" else "key_owner"
        ]
        fits.append(owner == wanted.scope.tenant_id)
    if wanted.begin is not None:
        fits.append(_entries.c.at >= wanted.begin)
    if wanted.end is not None:
        fits.append(_entries.c.at < wanted.end)
    return fits
