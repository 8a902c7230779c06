"""Paid calls in Postgres: one row for each call, and each tenant's total of each day.

The total is raised and compared with the cap in one statement, so workers that call at the same moment can't
exceed it together. Days are those of UTC, on the database's clock.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB, insert

from chassis.database import Database
from chassis.database.tombstones import is_buried
from services.transcribe.adapters.outbound.postgres.announcing import Announcer
from services.transcribe.adapters.outbound.postgres.job_rows import of
from services.transcribe.adapters.outbound.postgres.tables import jobs
from services.transcribe.adapters.outbound.recognizers.remote.call_book import (
    Bill,
    Call,
    CallKey,
    SpendCapReached,
)
from services.transcribe.application.ports.spending import Spending
from services.transcribe.domain.usage import AUDIO_SECONDS, UsageRecorded

_METADATA = sa.MetaData()

engine_calls = sa.Table(
    "engine_calls",
    _METADATA,
    sa.Column("tenant_id", sa.Uuid, primary_key=True),
    sa.Column("job_key", sa.Text, primary_key=True),
    sa.Column("engine", sa.Text, primary_key=True),
    sa.Column("model", sa.Text, primary_key=True),
    sa.Column("id", sa.Uuid),
    sa.Column("audio_s", sa.Double),
    sa.Column("key_owner", sa.Uuid),
    sa.Column("day", sa.Date),
    sa.Column("cost_usd", sa.Numeric(12, 6, asdecimal=False)),
    sa.Column("remote_id", sa.Text),
    sa.Column("answer", JSONB(none_as_null=True)),
)

engine_spending = sa.Table(
    "engine_spending",
    _METADATA,
    sa.Column("tenant_id", sa.Uuid, primary_key=True),
    sa.Column("day", sa.Date, primary_key=True),
    sa.Column("spent_usd", sa.Numeric(12, 6, asdecimal=False)),
)

_NOW = sa.func.timezone("utc", sa.func.clock_timestamp())
_TODAY = sa.cast(_NOW, sa.Date)
_LEFT_S = sa.func.extract("epoch", _TODAY + sa.text("interval '1 day'") - _NOW)
_KEPT_DAYS = 3
"""How long answers are kept for a piece that is recognised again; its transcript keeps its own copy."""


class PostgresEngineCalls:
    """`cap_usd` is what a tenant may spend in a day."""

    def __init__(
        self, database: Database, cap_usd: float, announcer: Announcer, new_id: Callable[[], UUID]
    ) -> None:
        self._database = database
        self._cap_usd = cap_usd
        self._announcer = announcer
        self._new_id = new_id

    def open(self, key: CallKey, bill: Bill) -> Call:
        with self._database.transaction(key.tenant_id) as connection:
            if self._entered(connection, key, bill):
                if bill.key_owner is None:
                    self._spend(connection, key.tenant_id, bill)
                connection.execute(_forget_old(key.tenant_id))
            row = connection.execute(sa.select(engine_calls).where(_is(key))).mappings().one()
        return Call(
            key=key,
            id=row["id"],
            audio_s=row["audio_s"],
            key_owner=row["key_owner"],
            remote_id=row["remote_id"],
            answer=row["answer"],
            cost_usd=row["cost_usd"],
        )

    def submitted(self, call: Call, remote_id: str) -> Call:
        change = engine_calls.update().where(_is(call.key)).values(remote_id=remote_id)
        with self._database.transaction(call.key.tenant_id) as connection:
            connection.execute(change)
        return replace(call, remote_id=remote_id)

    def settle(self, call: Call, cost_usd: float, answer: Mapping[str, Any]) -> None:
        with self._database.transaction(call.key.tenant_id) as connection:
            kept = None if _is_deleted(connection, call.key) else dict(answer)
            change = engine_calls.update().where(_is(call.key)).values(cost_usd=cost_usd, answer=kept)
            day = connection.execute(change.returning(engine_calls.c.day)).scalar_one_or_none()
            if day is not None:
                if call.key_owner is None:
                    connection.execute(_correct(call.key.tenant_id, day, cost_usd - call.cost_usd))
                self._announce(connection, replace(call, cost_usd=cost_usd))

    def write_off(self, call: Call) -> None:
        with self._database.transaction(call.key.tenant_id) as connection:
            if connection.execute(engine_calls.delete().where(_is(call.key))).rowcount:
                self._announce(connection, call)

    def release(self, call: Call) -> None:
        change = engine_calls.delete().where(_is(call.key)).returning(engine_calls.c.day)
        with self._database.transaction(call.key.tenant_id) as connection:
            day = connection.execute(change).scalar_one_or_none()
            if day is not None and call.key_owner is None:
                connection.execute(_correct(call.key.tenant_id, day, -call.cost_usd))

    def _entered(self, connection: sa.Connection, key: CallKey, bill: Bill) -> bool:
        """False where the call was entered before."""
        row = {
            "tenant_id": key.tenant_id,
            "job_key": key.job_key,
            "engine": key.engine,
            "model": key.model,
            "id": self._new_id(),
            "audio_s": bill.audio_s,
            "key_owner": bill.key_owner,
            "cost_usd": bill.most_usd,
        }
        entry = insert(engine_calls).values(**row, day=_TODAY).on_conflict_do_nothing()
        return connection.execute(entry.returning(engine_calls.c.day)).first() is not None

    def _spend(self, connection: sa.Connection, tenant_id: UUID, bill: Bill) -> None:
        cap_usd = min(self._cap_usd, self._cap_usd if bill.cap_usd is None else bill.cap_usd)
        first = insert(engine_spending).values(tenant_id=tenant_id, day=_TODAY, spent_usd=0)
        connection.execute(first.on_conflict_do_nothing())
        spent, usd = engine_spending.c.spent_usd, bill.most_usd
        change = (
            engine_spending.update()
            .where(engine_spending.c.tenant_id == tenant_id, engine_spending.c.day == _TODAY)
            .where(sa.or_(spent + usd <= cap_usd, sa.literal(usd == 0)))
            .values(spent_usd=spent + usd)
            .returning(spent)
        )
        if connection.execute(change).first() is None:
            raise SpendCapReached(cap_usd, float(connection.execute(sa.select(_LEFT_S)).scalar_one()))

    def _announce(self, connection: sa.Connection, call: Call) -> None:
        """A language that is detected is of no recording that anybody knows."""
        key = call.key
        job = connection.execute(
            sa.select(jobs.c.user_id).where(of(jobs, key.tenant_id, key.recording_id))
        ).one_or_none()
        used = UsageRecorded(
            act_id=call.id,
            tenant_id=key.tenant_id,
            recording_id=key.recording_id if job else None,
            provider=key.engine,
            operation="transcribe" if job else "detect_language",
            units=call.audio_s,
            unit=AUDIO_SECONDS,
            cost_usd=call.cost_usd,
            key_owner=call.key_owner,
        )
        self._announcer.announce_by(connection, used, job.user_id if job else None)


class PostgresSpending:
    """What the book says of today."""

    def __init__(self, database: Database, cap_usd: float) -> None:
        self._database = database
        self._cap_usd = cap_usd

    def today(self, tenant_id: UUID) -> Spending:
        spent = sa.select(engine_spending.c.spent_usd).where(
            engine_spending.c.tenant_id == tenant_id, engine_spending.c.day == _TODAY
        )
        query = sa.select(sa.func.coalesce(spent.scalar_subquery(), 0.0), _LEFT_S)
        with self._database.transaction(tenant_id) as connection:
            spent_usd, left_s = connection.execute(query).one()
        return Spending(float(spent_usd), self._cap_usd, float(left_s))


def forget_answers(connection: sa.Connection, tenant_id: UUID, recording_id: UUID) -> None:
    """Part of a recording's deletion. The money stays spent, or deleting would refill the purse."""
    mine = engine_calls.c.job_key.startswith(f"{recording_id}/", autoescape=True)
    connection.execute(engine_calls.delete().where(engine_calls.c.tenant_id == tenant_id, mine))


def erase_calls(connection: sa.Connection, tenant_id: UUID) -> None:
    """Part of a tenant's deletion."""
    for table in (engine_calls, engine_spending):
        connection.execute(table.delete().where(table.c.tenant_id == tenant_id))


def _is_deleted(connection: sa.Connection, key: CallKey) -> bool:
    return is_buried(connection, key.tenant_id, key.recording_id)


def _is(key: CallKey) -> sa.ColumnElement[bool]:
    return sa.and_(
        engine_calls.c.tenant_id == key.tenant_id,
        engine_calls.c.job_key == key.job_key,
        engine_calls.c.engine == key.engine,
        engine_calls.c.model == key.model,
    )


def _correct(tenant_id: UUID, day: object, usd: float) -> sa.Update:
    return (
        engine_spending.update()
        .where(engine_spending.c.tenant_id == tenant_id, engine_spending.c.day == day)
        .values(spent_usd=engine_spending.c.spent_usd + usd)
    )


def _forget_old(tenant_id: UUID) -> sa.Delete:
    old = engine_calls.c.day < _TODAY - _KEPT_DAYS
    return engine_calls.delete().where(engine_calls.c.tenant_id == tenant_id, old)
