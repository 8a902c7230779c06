"""The uploads port on Postgres, in the transaction of the records."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from chassis.database import Database
from services.ingest.adapters.outbound.postgres.tables import upload_parts, uploads
from services.ingest.domain.allowance import Allowance
from services.ingest.domain.resumable import Kind, Part, ResumableUpload

_BATCH = 500


class PostgresUploads:
    def __init__(self, connection: sa.Connection, tenant_id: UUID) -> None:
        self._connection = connection
        self._tenant_id = tenant_id

    def add(self, upload: ResumableUpload) -> None:
        self._connection.execute(uploads.insert().values(_to_row(upload)))

    def find(self, upload_id: UUID) -> ResumableUpload | None:
        return self._one(sa.select(uploads).where(self._is(upload_id)))

    def lock(self, upload_id: UUID) -> ResumableUpload | None:
        return self._one(sa.select(uploads).where(self._is(upload_id)).with_for_update())

    def save(self, upload: ResumableUpload) -> None:
        self._connection.execute(uploads.update().where(self._is(upload.id)).values(_to_row(upload)))

    def unfinished(self) -> int:
        own = sa.and_(uploads.c.tenant_id == self._tenant_id, uploads.c.recording_id.is_(None))
        count = sa.select(sa.func.count()).select_from(uploads).where(own)
        return int(self._connection.execute(count).scalar_one())

    def add_part(self, upload_id: UUID, part: Part) -> None:
        row = {"tenant_id": self._tenant_id, "upload_id": upload_id, **asdict(part)}
        self._connection.execute(upload_parts.insert().values(row))

    def parts(self, upload_id: UUID) -> Sequence[Part]:
        own = sa.and_(upload_parts.c.tenant_id == self._tenant_id, upload_parts.c.upload_id == upload_id)
        rows = self._connection.execute(sa.select(upload_parts).where(own).order_by(upload_parts.c.start))
        return [Part(row.start, row.size, row.key) for row in rows]

    def remove(self, upload_id: UUID) -> bool:
        return self._connection.execute(uploads.delete().where(self._is(upload_id))).rowcount == 1

    def _one(self, query: sa.Select[Any]) -> ResumableUpload | None:
        row = self._connection.execute(query).one_or_none()
        return _from_row(row) if row else None

    def _is(self, upload_id: UUID) -> sa.ColumnElement[bool]:
        return sa.and_(uploads.c.tenant_id == self._tenant_id, uploads.c.id == upload_id)


class PostgresUploadInventory:
    """`database` has the relay role, whose policy shows the uploads of every tenant."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def expired(self, now: datetime) -> Sequence[tuple[UUID, UUID]]:
        return self._places(uploads.c.expires_at <= now)

    def unattended(self, now: datetime) -> Sequence[tuple[UUID, UUID]]:
        complete = sa.and_(
            uploads.c.received == uploads.c.length,
            uploads.c.recording_id.is_(None),
            uploads.c.kind != Kind.PARTIAL.value,
        )
        nobody = sa.or_(uploads.c.finishing_until.is_(None), uploads.c.finishing_until <= now)
        return self._places(sa.and_(complete, nobody, uploads.c.expires_at > now))

    def _places(self, which: sa.ColumnElement[bool]) -> Sequence[tuple[UUID, UUID]]:
        query = sa.select(uploads.c.tenant_id, uploads.c.id).where(which).limit(_BATCH)
        with self._database.transaction(None) as connection:
            return [(row.tenant_id, row.id) for row in connection.execute(query)]


def _to_row(upload: ResumableUpload) -> dict[str, Any]:
    return {
        "tenant_id": upload.tenant_id,
        "id": upload.id,
        "user_id": upload.user_id,
        "kind": upload.kind.value,
        "length": upload.length,
        "metadata": upload.metadata,
        "fields": dict(upload.fields),
        "partials": list(upload.partials),
        "received": upload.offset,
        "writer": upload.writer,
        "finishing_until": upload.finishing_until,
        "recording_id": upload.recording_id,
        "allowance": asdict(upload.allowance),
        "created_at": upload.created_at,
        "expires_at": upload.expires_at,
    }


def _from_row(row: sa.Row[Any]) -> ResumableUpload:
    return ResumableUpload(
        id=row.id,
        tenant_id=row.tenant_id,
        user_id=row.user_id,
        kind=Kind(row.kind),
        length=row.length,
        metadata=row.metadata,
        created_at=row.created_at,
        expires_at=row.expires_at,
        fields=row.fields,
        partials=tuple(row.partials),
        offset=row.received,
        writer=row.writer,
        finishing_until=row.finishing_until,
        recording_id=row.recording_id,
        allowance=Allowance(**row.allowance),
    )
