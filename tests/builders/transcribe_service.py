"""The transcribe service as messages and calls reach it, on a real database and object store."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, LiteralString
from uuid import UUID

import psycopg
from google.protobuf.message import Message
from psycopg.rows import dict_row
from rostrum.ingest.v1 import events_pb2 as ingest

from chassis.clock import new_id
from chassis.messaging import (
    CloudEvent,
    DeadLetter,
    Delivery,
    Subscription,
    WireMessage,
    dead_letter,
    from_wire,
    new_event,
)
from chassis.object_store import FileStore
from services.transcribe.adapters.inbound.messaging.handlers import subscriptions
from services.transcribe.adapters.outbound.messaging.progress import ProgressSender
from services.transcribe.adapters.outbound.messaging.released_pieces import PieceEncoder
from services.transcribe.adapters.outbound.object_store.stored_audio import StoredAudio
from services.transcribe.adapters.outbound.postgres.postgres_dispatch import PostgresDispatch
from services.transcribe.adapters.outbound.postgres.version_rows import add_version
from services.transcribe.adapters.outbound.telemetry import TelemetryObserver
from services.transcribe.application import Application
from services.transcribe.application.use_cases.release_pieces import ReleasePieces
from services.transcribe.bootstrap import Outside, build_application
from services.transcribe.domain.audio import Span
from services.transcribe.domain.jobs import Queue
from services.transcribe.domain.transcript import Transcript, put_together
from tests.builders.chassis_database import opened
from tests.builders.events import TIME
from tests.builders.prepared_audio import noise, prepared
from tests.builders.transcribe_words import GOOD_SOUND
from tests.fakes.engines import FakeEngines
from tests.fakes.filler_detector import FakeFillerDetector
from tests.fakes.proofreading import FakeTextModel, FakeTextModels
from tests.fakes.speech_recognizer import FakeRecognizer, says
from tests.fakes.transcribe_ports import FakeRecordings, FakeVoice
from tests.infrastructure.databases import ServiceDatabase

AUDIO_S = 4.0
PREPARED, PIECE = "transcribe-recording-prepared", "transcribe-piece"
CANCELLED, DELETED = "transcribe-recording-cancelled", "transcribe-recording-deleted"
SLOTS = {Queue.LOCAL: 4, Queue.REMOTE: 4}


@dataclass
class TranscribeService:
    """The service with a scripted engine, and its database as an operator sees it."""

    application: Application
    release: ReleasePieces
    voice: FakeVoice
    recognizer: FakeRecognizer
    fillers: FakeFillerDetector
    recordings: FakeRecordings
    store: FileStore
    database: ServiceDatabase
    progress: list[tuple[str, bytes]]
    text_model: FakeTextModel
    delivered: set[UUID] = field(default_factory=set)
    """Released pieces whose message was handled to its end."""
    tenant_id: UUID = field(default_factory=new_id)
    user_id: UUID = field(default_factory=new_id)
    recording_id: UUID = field(default_factory=new_id)

    @property
    def audio_key(self) -> str:
        return f"{self.tenant_id}/recordings/{self.recording_id}/prepared.flac"

    def store_audio(self, folder: Path) -> None:
        path = prepared(folder, noise(AUDIO_S)).path
        self.store.put(self.audio_key, [path.read_bytes()], content_type="audio/flac")

    def prepared(self, **changes: object) -> CloudEvent:
        fields: dict[str, Any] = {
            "recording_id": str(self.recording_id),
            "audio_key": self.audio_key,
            "duration_s": AUDIO_S,
            "language": "en",
        }
        return self.event("ingest", "recording", "prepared", ingest.RecordingPrepared(**(fields | changes)))

    def event(self, service: str, entity: str, action: str, message: Message) -> CloudEvent:
        return new_event(
            message,
            service=service,
            entity=entity,
            action=action,
            subject=self.recording_id,
            tenant_id=self.tenant_id,
            user_id=self.user_id,
            id=new_id(),
            time=TIME,
        )

    def transcribe(self, event: CloudEvent | None = None) -> None:
        """Plans the recording and recognises all its pieces, one after another."""
        self.deliver(PREPARED, event or self.prepared())
        self.work()

    def work(self) -> None:
        """Releases pieces and recognises them until none waits."""
        while self.release_pieces():
            for event in self.released():
                self.deliver(PIECE, event)
                self.delivered.add(event.id)

    def cancel(self) -> None:
        message = ingest.RecordingCancelled(recording_id=str(self.recording_id))
        self.deliver(CANCELLED, self.event("ingest", "recording", "cancelled", message))

    def delete(self) -> None:
        message = ingest.RecordingDeleted(recording_id=str(self.recording_id))
        self.deliver(DELETED, self.event("ingest", "recording", "deleted", message))

    def release_pieces(self) -> int:
        self.application.report_worker(SLOTS)
        return self.release()

    def released(self) -> list[CloudEvent]:
        """Messages of released pieces that are still to be handled, oldest first."""
        events = [from_wire(message) for message in self.messages("work.%")]
        return [event for event in events if event.id not in self.delivered]

    def deliver(self, consumer: str, event: CloudEvent) -> None:
        subscription = self._subscription(consumer)
        subscription.handle(Delivery(event, 1, subscription.consumer, 7))

    def give_up(self, consumer: str, event: CloudEvent, error: Exception) -> DeadLetter:
        subscription = self._subscription(consumer)
        delivery = Delivery(event, 5, subscription.consumer, 7)
        letter = dead_letter(delivery, error, 5, TIME)
        subscription.give_up(delivery, letter)
        return letter

    def keep(self, finished: Transcript) -> None:
        """Stores a transcript as a job that is done does."""
        with opened(self.database, "app") as database, database.transaction(self.tenant_id) as connection:
            add_version(connection, finished)

    def rows(self, query: LiteralString, *parameters: object) -> list[dict[str, object]]:
        """As the app role sees them with the tenant set."""
        with psycopg.connect(self.database.conninfo("app"), row_factory=dict_row) as connection:
            connection.execute("SELECT set_config('app.tenant_id', %s, true)", (str(self.tenant_id),))
            return connection.execute(query, parameters or None).fetchall()

    def outbox(self) -> list[dict[str, object]]:
        """What the world is told, without the service's own work and what is to be billed."""
        return self._told("subject NOT LIKE 'work.%' AND subject NOT LIKE '%.usage.%'")

    def usage(self) -> list[dict[str, object]]:
        """What is to be billed."""
        return [row["data"]["usage"] for row in self._told("subject LIKE '%.usage.%'")]  # type: ignore[index]

    def _told(self, which: LiteralString) -> list[dict[str, object]]:
        told = "SELECT subject, headers, convert_from(data, 'UTF8')::jsonb AS data FROM outbox"
        return self.rows(f"{told} WHERE {which} ORDER BY position")

    def messages(self, subjects: str) -> list[WireMessage]:
        query = "SELECT subject, headers, data FROM outbox WHERE subject LIKE %s ORDER BY position"
        return [WireMessage(**row) for row in self.rows(query, subjects)]  # type: ignore[arg-type]

    def _subscription(self, consumer: str) -> Subscription:
        return {s.consumer.name: s for s in subscriptions(self.application, SLOTS)}[consumer]


@contextmanager
def transcribe_service(database: ServiceDatabase, objects: Path) -> Iterator[TranscribeService]:
    recognizer, recordings, store = FakeRecognizer(says("hello there")), FakeRecordings(), FileStore(objects)
    progress: list[tuple[str, bytes]] = []
    voice = FakeVoice((Span(0.5, 3.5),), GOOD_SOUND)
    fillers, text_model = FakeFillerDetector(), FakeTextModel(lambda passage: dict(passage.segments))
    with opened(database, "app") as connected, opened(database, "relay") as relay:
        outside = Outside(
            voice=voice,
            engines=FakeEngines([recognizer]),
            fillers=fillers,
            assembler=put_together,
            audio=StoredAudio(store),
            recordings=recordings,
            observer=TelemetryObserver(ProgressSender(lambda *sent: progress.append(sent))),
            text_models=FakeTextModels(text_model),
        )
        release = ReleasePieces(PostgresDispatch(relay, PieceEncoder(lambda: TIME, new_id)))
        application = build_application(connected, outside)
        yield TranscribeService(
            application,
            release,
            voice,
            recognizer,
            fillers,
            recordings,
            store,
            database,
            progress,
            text_model,
        )
