"""The ports of shares on Postgres."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from chassis.database import Database
from services.ingest.adapters.outbound.postgres.tables import recordings, share_reads, shares
from services.ingest.application.ports.shares import Reading
from services.ingest.domain.share import Person, Share

_ONE_READING = timedelta(minutes=1)
_NAME = sa.text("SELECT set_config(:name, :value, true)")
_SEEN = sa.select(sa.func.max(share_reads.c.read_at)).where(share_reads.c.share_id == shares.c.id)
_SHOWN = sa.select(shares, _SEEN.scalar_subquery().label("last_seen_at"))


class PostgresShares:
    """In the transaction of the records."""

    def __init__(self, connection: sa.Connection, tenant_id: UUID) -> None:
        self._connection = connection
        self._tenant_id = tenant_id

    def grant(self, share: Share) -> Share:
        added = insert(shares).values(_row(share))
        renewed = {"bond_since": added.excluded.bond_since, "granted_at": added.excluded.granted_at}
        stored = added.on_conflict_do_update(constraint="shares_once", set_=renewed).returning(shares)
        return _share(self._connection.execute(stored).one())

    def hold(self, share_id: UUID) -> bool:
        query = sa.select(shares.c.id).where(self._is(share_id)).with_for_update(read=True, key_share=True)
        return self._connection.execute(query).first() is not None

    def page(self, limit: int, before: UUID | None, recording_id: UUID | None = None) -> Sequence[Share]:
        query = _SHOWN.where(shares.c.tenant_id == self._tenant_id)
        if before is not None:
            query = query.where(shares.c.id < before)
        if recording_id is not None:
            query = query.where(shares.c.recording_id == recording_id)
        rows = self._connection.execute(query.order_by(shares.c.id.desc()).limit(limit))
        return [_share(row) for row in rows]

    def revoke(self, share_id: UUID) -> Share | None:
        removed = shares.delete().where(self._is(share_id)).returning(shares)
        row = self._connection.execute(removed).one_or_none()
        return _share(row) if row else None

    def note(self, reading: Reading) -> bool:
        row = vars(reading) | {"tenant_id": self._tenant_id}
        added = insert(share_reads).values(row)
        noted = added.on_conflict_do_update(
            index_elements=["share_id", "recording_id", "part"],
            set_={"read_at": added.excluded.read_at},
            where=share_reads.c.read_at <= added.excluded.read_at - _ONE_READING,
        )
        return self._connection.execute(noted.returning(share_reads.c.share_id)).first() is not None

    def _is(self, share_id: UUID) -> sa.ColumnElement[bool]:
        return sa.and_(shares.c.tenant_id == self._tenant_id, shares.c.id == share_id)


class PostgresSharedWithCoach:
    """`database` has the app role. No tenant is named: only the policies for coaches show anything."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self, coach_id: UUID, learner_id: UUID | None = None) -> Sequence[Share]:
        query = sa.select(shares).where(shares.c.coach_id == coach_id).order_by(shares.c.id)
        if learner_id is not None:
            query = query.where(shares.c.user_id == learner_id)
        with self._naming(coach_id=coach_id) as connection:
            return [_share(row) for row in connection.execute(query)]

    def covering(self, coach_id: UUID, recording_id: UUID) -> Sequence[Share]:
        owned = sa.and_(recordings.c.tenant_id == shares.c.tenant_id, recordings.c.id == recording_id)
        meant = sa.or_(shares.c.recording_id.is_(None), shares.c.recording_id == recording_id)
        query = sa.select(shares).join(recordings, owned).where(shares.c.coach_id == coach_id, meant)
        with self._naming(coach_id=coach_id, recording_id=recording_id) as connection:
            return [_share(row) for row in connection.execute(query.order_by(shares.c.id))]

    def forget(self, coach_id: UUID) -> None:
        with self._naming(coach_id=coach_id) as connection:
            connection.execute(shares.delete().where(shares.c.coach_id == coach_id))

    @contextmanager
    def _naming(self, **keys: UUID) -> Iterator[sa.Connection]:
        with self._database.transaction(None) as connection:
            for name, value in keys.items():
                connection.execute(_NAME, {"name": f"app.{name}", "value": str(value)})
            yield connection


def _row(share: Share) -> dict[str, object]:
    return {
        "tenant_id": share.learner.tenant_id,
        "id": share.id,
        "user_id": share.learner.user_id,
        "coach_id": share.coach_id,
        "organisation_id": share.organisation_id,
        "bond_since": share.bond_since,
        "recording_id": share.recording_id,
        "granted_at": share.granted_at,
    }


def _share(row: sa.Row[Any]) -> Share:
    return Share(
        id=row.id,
        learner=Person(row.user_id, row.tenant_id),
        coach_id=row.coach_id,
        organisation_id=row.organisation_id,
        bond_since=row.bond_since,
        recording_id=row.recording_id,
        granted_at=row.granted_at,
        last_seen_at=getattr(row, "last_seen_at", None),
    )
