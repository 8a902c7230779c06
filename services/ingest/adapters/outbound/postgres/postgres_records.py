"""The records port on Postgres: row-level security by tenant, outbox and inbox in the same transaction."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from chassis import inbox, outbox
from chassis.database import Database, bury, is_buried
from chassis.idempotency.postgres import erase_idempotency, erase_idempotency_of
from chassis.messaging import CloudEvent
from services.ingest.adapters.outbound.messaging.event_mapping import to_cloud_event
from services.ingest.adapters.outbound.postgres.postgres_audio_use import PostgresAudioUse
from services.ingest.adapters.outbound.postgres.postgres_shares import (
    PostgresSharedWithCoach,
    PostgresShares,
)
from services.ingest.adapters.outbound.postgres.postgres_uploads import (
    PostgresUploadInventory,
    PostgresUploads,
)
from services.ingest.adapters.outbound.postgres.recording_rows import changing, from_row, to_row
from services.ingest.adapters.outbound.postgres.tables import (
    CHANGES_CHANNEL,
    audio_use,
    erasures,
    recordings,
    shares,
    uploads,
)
from services.ingest.application.ports.records import Cause, Letter, Sent
from services.ingest.application.ports.time_and_ids import Clock, NewId
from services.ingest.domain.events import Event
from services.ingest.domain.recording import Recording, Status

_ADD = insert(recordings).on_conflict_do_nothing().returning(recordings.c.id)
_NOTIFY = sa.select(sa.func.pg_notify(CHANGES_CHANNEL, sa.bindparam("recording_id")))
_BATCH = 100
_OVERTAKEN = 2
"""Each may take minutes, and the message that lets them by has a deadline."""


class PostgresRecordings:
    def __init__(self, connection: sa.Connection, tenant_id: UUID) -> None:
        self._connection = connection
        self._tenant_id = tenant_id

    def add(self, recording: Recording) -> bool:
        return self._connection.execute(_ADD, to_row(recording)).first() is not None

    def find(self, recording_id: UUID) -> Recording | None:
        row = self._connection.execute(sa.select(recordings).where(self._is(recording_id))).one_or_none()
        return from_row(row) if row else None

    def lock(self, recording_id: UUID) -> Recording | None:
        query = sa.select(recordings).where(self._is(recording_id)).with_for_update()
        row = self._connection.execute(query).one_or_none()
        return from_row(row) if row else None

    def save(self, recording: Recording) -> None:
        update = recordings.update().where(self._is(recording.id)).values(changing(recording))
        self._connection.execute(update)
        self._notify(recording.id)

    def page(
        self, limit: int, before: UUID | None, among: Collection[UUID] | None = None
    ) -> Sequence[Recording]:
        query = sa.select(recordings).where(recordings.c.tenant_id == self._tenant_id)
        if before is not None:
            query = query.where(recordings.c.id < before)
        if among is not None:
            query = query.where(recordings.c.id.in_(among))
        rows = self._connection.execute(query.order_by(recordings.c.id.desc()).limit(limit))
        return [from_row(row) for row in rows]

    def stored_bytes(self) -> int:
        total = sa.func.coalesce(sa.func.sum(recordings.c.size_bytes), 0)
        own = recordings.c.tenant_id == self._tenant_id
        return int(self._connection.execute(sa.select(total).where(own)).scalar_one())

    def remove(self, recording_id: UUID) -> bool:
        removed = self._connection.execute(recordings.delete().where(self._is(recording_id))).rowcount
        self._connection.execute(uploads.delete().where(uploads.c.id == recording_id))
        erase_idempotency_of(self._connection, self._tenant_id, recording_id)
        self._notify(recording_id)
        return removed == 1

    def _is(self, recording_id: UUID) -> sa.ColumnElement[bool]:
        return sa.and_(recordings.c.tenant_id == self._tenant_id, recordings.c.id == recording_id)

    def _notify(self, recording_id: UUID) -> None:
        self._connection.execute(_NOTIFY, {"recording_id": str(recording_id)})


class PostgresErasures:
    def __init__(self, connection: sa.Connection, tenant_id: UUID) -> None:
        self._connection = connection
        self._tenant_id = tenant_id

    def bury(self, recording_id: UUID) -> None:
        bury(self._connection, self._tenant_id, recording_id)

    def bury_tenant(self) -> None:
        """Nothing came after an earlier burial but the claim of the event that asked for it, which stays."""
        if is_buried(self._connection, self._tenant_id, self._tenant_id):
            return
        bury(self._connection, self._tenant_id, self._tenant_id)
        for table in (shares, recordings, erasures, uploads, audio_use):
            self._connection.execute(table.delete().where(table.c.tenant_id == self._tenant_id))
        erase_idempotency(self._connection, self._tenant_id)
        inbox.erase_tenant(self._connection, self._tenant_id)
        outbox.erase_tenant(self._connection, self._tenant_id)

    def is_buried(self, recording_id: UUID) -> bool:
        return is_buried(self._connection, self._tenant_id, recording_id)

    def confirm(self, recording_id: UUID, service: str, at: datetime) -> None:
        if is_buried(self._connection, self._tenant_id, self._tenant_id):
            return
        row = {
            "tenant_id": self._tenant_id,
            "recording_id": recording_id,
            "service": service,
            "confirmed_at": at,
        }
        self._connection.execute(insert(erasures).values(row).on_conflict_do_nothing())


class PostgresTransaction:
    def __init__(self, connection: sa.Connection, tenant_id: UUID, clock: Clock, new_id: NewId) -> None:
        self._connection = connection
        self._clock = clock
        self._new_id = new_id
        self.recordings = PostgresRecordings(connection, tenant_id)
        self.erasures = PostgresErasures(connection, tenant_id)
        self.uploads = PostgresUploads(connection, tenant_id)
        self.shares = PostgresShares(connection, tenant_id)
        self.audio_use = PostgresAudioUse(connection, tenant_id, clock.now())

    def announce(self, event: Event) -> None:
        outbox.append(self._connection, to_cloud_event(event, self._new_id(), self._clock.now()))

    def announcements_waiting(self, most: int) -> int:
        return outbox.waiting(self._connection, most)

    def give_up(self, letter: Letter) -> None:
        assert isinstance(letter, CloudEvent)
        outbox.append(self._connection, letter)

    def first_time(self, cause: Cause) -> bool:
        return inbox.claim(self._connection, cause.consumer, cause)

    def is_settled(self, cause: Cause) -> bool:
        return inbox.is_claimed(self._connection, cause.consumer, cause)


class PostgresTransactions:
    """`database` has the app role."""

    def __init__(self, database: Database, clock: Clock, new_id: NewId) -> None:
        self._database = database
        self._clock = clock
        self._new_id = new_id
        self.shared = PostgresSharedWithCoach(database)

    @contextmanager
    def begin(self, tenant_id: UUID) -> Iterator[PostgresTransaction]:
        with self._database.transaction(tenant_id) as connection:
            yield PostgresTransaction(connection, tenant_id, self._clock, self._new_id)


class PostgresInventory(PostgresUploadInventory):
    """`database` has the relay role, whose policy shows the ids of every tenant."""

    def unknown(self, recording_ids: Iterable[UUID]) -> set[UUID]:
        return self._without_row(recordings, recording_ids)

    def unknown_uploads(self, upload_ids: Iterable[UUID]) -> set[UUID]:
        return self._without_row(uploads, upload_ids)

    def overtaken_by(self, tenant_id: UUID, several: int) -> Sequence[Sent]:
        columns = recordings.c
        received = columns.status == Status.RECEIVED.value
        own = sa.select(columns.id).where(received, columns.tenant_id == tenant_id).limit(several)
        waiting = sa.and_(received, columns.attempt == 0, columns.tenant_id != tenant_id)
        turn = sa.func.row_number().over(partition_by=columns.tenant_id, order_by=columns.created_at)
        crowd = sa.func.count().over(partition_by=columns.tenant_id)
        counted = sa.select(recordings, turn.label("turn"), crowd.label("crowd"))
        others = counted.where(waiting).subquery().c
        first = sa.select(others.tenant_id, others.user_id, others.id).where(others.turn == 1)
        query = first.order_by(others.crowd, others.created_at)
        with self._database.transaction(None) as connection:
            if len(connection.execute(own).all()) < several:
                return []
            return [Sent(*row) for row in connection.execute(query.limit(_OVERTAKEN))]

    def sent_before(self, moment: datetime) -> Sequence[Sent]:
        columns = recordings.c
        query = sa.select(columns.tenant_id, columns.user_id, columns.id).where(columns.created_at < moment)
        with self._database.transaction(None) as connection:
            rows = connection.execute(query.order_by(columns.created_at).limit(_BATCH))
            return [Sent(*row) for row in rows]

    def _without_row(self, table: sa.Table, ids: Iterable[UUID]) -> set[UUID]:
        asked = set(ids)
        with self._database.transaction(None) as connection:
            known = connection.execute(sa.select(table.c.id).where(table.c.id.in_(asked)))
            return asked - set(known.scalars())
