"""Versions of transcripts in Postgres, and the search in the newest ones."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from chassis.database import Database
from chassis.database.tombstones import is_buried
from services.transcribe.adapters.outbound.postgres.announcing import Announcer
from services.transcribe.adapters.outbound.postgres.tables import transcripts
from services.transcribe.adapters.outbound.postgres.transcript_json import transcript_of
from services.transcribe.adapters.outbound.postgres.version_rows import add_version
from services.transcribe.domain.events import TranscriptRevised
from services.transcribe.domain.transcript import Transcript
from services.transcribe.domain.versions import VersionEntry, changed_meanwhile, no_transcript
from services.transcribe.domain.words import Origin


class PostgresVersions:
    """Row-level security hides other tenants' rows."""

    def __init__(self, database: Database, announcer: Announcer) -> None:
        self._database = database
        self._announcer = announcer

    def find(self, tenant_id: UUID, recording_id: UUID, version: int = 0) -> Transcript | None:
        query = _versions(sa.select(transcripts), tenant_id, recording_id).limit(1)
        if version:
            query = query.where(transcripts.c.version == version)
        with self._database.transaction(tenant_id) as connection:
            row = connection.execute(query).mappings().one_or_none()
        return transcript_of(row) if row else None

    def entries(self, tenant_id: UUID, recording_id: UUID) -> Sequence[VersionEntry]:
        columns = (
            transcripts.c.version,
            transcripts.c.origin,
            transcripts.c.user_id,
            transcripts.c.created_at,
        )
        query = _versions(sa.select(*columns), tenant_id, recording_id)
        with self._database.transaction(tenant_id) as connection:
            rows = connection.execute(query).all()
        return [VersionEntry(row.version, Origin(row.origin), row.user_id, row.created_at) for row in rows]

    def add(self, transcript: Transcript) -> None:
        with self._database.transaction(transcript.tenant_id) as connection:
            if is_buried(connection, transcript.tenant_id, transcript.recording_id):
                raise no_transcript()
            if not add_version(connection, transcript):
                raise changed_meanwhile()
            self._announcer.announce_by(connection, TranscriptRevised(transcript), transcript.version.user_id)


def _versions(query: "sa.Select[Any]", tenant_id: UUID, recording_id: UUID) -> "sa.Select[Any]":
    """Of one recording, the newest first."""
    mine = query.where(transcripts.c.tenant_id == tenant_id, transcripts.c.recording_id == recording_id)
    return mine.order_by(transcripts.c.version.desc())
