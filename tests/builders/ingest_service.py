"""ingest on a real database and a store in a folder, with the other services' parts scripted."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
from flask import Flask
from psycopg.rows import dict_row

from chassis.clock import SystemClock, new_id
from chassis.database import Database
from chassis.idempotency.postgres import PostgresIdempotency
from chassis.object_store import FileStore
from chassis.rate_limits.memory import MemoryRateLimiter
from chassis.settings import DatabaseSettings
from chassis.web import Edge, Limits, StreamSlots
from services.ingest.adapters.outbound.object_store.recording_blobs import StoredBlobs
from services.ingest.adapters.outbound.postgres.notified_changes import NotifiedChanges
from services.ingest.adapters.outbound.postgres.postgres_records import (
    PostgresInventory,
    PostgresTransactions,
)
from services.ingest.application import ClientApplication, WorkerApplication
from services.ingest.bootstrap.applications import (
    Peers,
    client_application,
    upload_limits,
    worker_application,
)
from services.ingest.bootstrap.edge import web_application
from services.ingest.config import UploadSettings
from tests.builders.role_limits import role_limits_of
from tests.builders.web_door import KnownUser, OneToken, known_user
from tests.fakes.ingest_analyses import MemoryAnalyses
from tests.fakes.ingest_shares import MemoryCoaching
from tests.fakes.ingest_spending import MemorySpending
from tests.fakes.ingest_work import MemoryEngines, MemoryResults, ScriptedPreparer
from tests.fakes.revisions import MemoryPrompts, MemoryRevisions
from tests.fakes.transcripts import MemoryLanguages, MemoryTranscripts
from tests.fakes.voices import ScriptedVoice
from tests.infrastructure.databases import ServiceDatabase

OTHER_TOKEN = "another-good-token"
ADMIN_TOKEN = "an-admin-token"


@contextmanager
def opened(made: ServiceDatabase, role: str = "app") -> Iterator[Database]:
    passwords = {f"database_{role}_password": made.passwords[role]}
    settings = DatabaseSettings(
        database_host=made.host,
        database_port=made.port,
        database_name=made.name,
        **passwords,  # type: ignore[arg-type]
    )
    database = Database(settings, role=role, service="ingest")  # type: ignore[arg-type]
    try:
        yield database
    finally:
        database.close()


@dataclass
class IngestService:
    """Everything of ingest that a component test talks to."""

    made: ServiceDatabase
    store: FileStore
    app: Flask
    client: ClientApplication
    worker: WorkerApplication
    transactions: PostgresTransactions
    users: OneToken
    user: KnownUser
    other: KnownUser
    slots: StreamSlots
    preparer: ScriptedPreparer
    results: MemoryResults
    engines: MemoryEngines
    transcripts: MemoryTranscripts
    voice: ScriptedVoice
    languages: MemoryLanguages
    analyses: MemoryAnalyses
    revisions: MemoryRevisions
    coaching: MemoryCoaching
    spending: MemorySpending
    folder: Path

    def rows(self, query: str, *parameters: object) -> list[dict[str, Any]]:
        """Read as the owner of everything: what is there, whoever may see it."""
        with psycopg.connect(self.made.conninfo("relay"), row_factory=dict_row) as connection:
            return connection.execute(query, parameters).fetchall()  # type: ignore[arg-type]

    def event_types(self, subject: UUID | str) -> list[str]:
        """Without what is to be billed."""
        rows = self.rows("SELECT subject FROM outbox WHERE aggregate = %s ORDER BY position", str(subject))
        kinds = [row["subject"].split(".v1.")[0].removeprefix("evt.ingest.") for row in rows]
        return [kind for kind in kinds if kind != "usage.recorded"]

    def usage(self) -> list[dict[str, Any]]:
        """What is to be billed."""
        told = "SELECT id, convert_from(data, 'UTF8')::jsonb -> 'usage' AS usage FROM outbox"
        return [row["usage"] for row in self.rows(f"{told} WHERE subject LIKE '%%.usage.%%'")]


@contextmanager
def ingest_service(
    made: ServiceDatabase,
    folder: Path,
    settings: Mapping[str, Any] | None = None,
    amounts: Mapping[str, float] | None = None,
) -> Iterator[IngestService]:
    """`amounts` are limits of everybody's, where a test wants others than the usual ones."""
    store = FileStore(folder)
    uploads = UploadSettings(**({"store_reserve_bytes": 0} | dict(settings or {})))
    role_limits = role_limits_of(amounts or {})
    with opened(made) as database, opened(made, "relay") as relay:
        clock = SystemClock()
        transactions = PostgresTransactions(database, clock, new_id)
        blobs, changes = StoredBlobs(store), NotifiedChanges(database)
        results, preparer, slots = MemoryResults(), ScriptedPreparer(), StreamSlots(uploads.http_threads)
        engines, transcripts = MemoryEngines(), MemoryTranscripts()
        voice, languages, revisions = ScriptedVoice(), MemoryLanguages(), MemoryRevisions()
        analyses, prompts, coaching = MemoryAnalyses(), MemoryPrompts(), MemoryCoaching()
        spending = MemorySpending()
        peers = Peers(
            results, engines, transcripts, voice, languages, analyses, revisions, prompts, coaching, spending
        )
        limits = upload_limits(uploads)
        client = client_application(transactions, blobs, changes, peers, clock, limits)
        worker = worker_application(transactions, PostgresInventory(relay), blobs, preparer, clock)
        users = OneToken(**{OTHER_TOKEN.replace("-", "_"): known_user()})
        users.users[ADMIN_TOKEN] = replace(known_user(), roles=("admin",))
        keys = PostgresIdempotency(database, new_id)
        rates = Limits(MemoryRateLimiter(), lambda user: role_limits.rates(user.roles))
        edge = Edge(users, new_id, slots, b"secret" * 8, rates, keys)
        me, other = (users.users[token] for token in ("a-good-token", OTHER_TOKEN))
        app = web_application(client, edge, role_limits, uploads)
        changes.listener.start()
        try:
            yield IngestService(
                made, store, app, client, worker, transactions, users, me, other, slots, preparer, results,
                engines, transcripts, voice, languages, analyses, revisions, coaching, spending, folder,
            )  # fmt: skip
        finally:
            changes.listener.stop(5)
