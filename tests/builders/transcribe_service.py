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
from chassis.messaging import CloudEvent, DeadLetter, Delivery, Subscription, dead_letter, new_event
from chassis.object_store import FileStore
from services.transcribe.adapters.inbound.messaging.handlers import subscriptions
from services.transcribe.adapters.outbound.messaging.progress import ProgressSender
from services.transcribe.adapters.outbound.object_store.stored_audio import StoredAudio
from services.transcribe.adapters.outbound.telemetry import TelemetryObserver
from services.transcribe.application import Application
from services.transcribe.bootstrap import Outside, build_application
from services.transcribe.domain.audio import Span
from tests.builders.chassis_database import opened
from tests.builders.events import TIME
from tests.builders.prepared_audio import noise, prepared
from tests.builders.transcribe_words import GOOD_SOUND
from tests.fakes.filler_detector import FakeFillerDetector
from tests.fakes.speech_recognizer import FakeRecognizer, says
from tests.fakes.transcribe_ports import FakeRecordings, FakeVoice
from tests.infrastructure.databases import ServiceDatabase

AUDIO_S = 4.0


@dataclass
class TranscribeService:
    """The service with a scripted engine, and its database as an operator sees it."""

    application: Application
    recognizer: FakeRecognizer
    fillers: FakeFillerDetector
    recordings: FakeRecordings
    store: FileStore
    database: ServiceDatabase
    progress: list[tuple[str, bytes]]
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

    def deliver(self, consumer: str, event: CloudEvent) -> None:
        subscription = self._subscription(consumer)
        subscription.handle(Delivery(event, 1, subscription.consumer, 7))

    def give_up(self, consumer: str, event: CloudEvent, error: Exception) -> DeadLetter:
        subscription = self._subscription(consumer)
        delivery = Delivery(event, 5, subscription.consumer, 7)
        letter = dead_letter(delivery, error, 5, TIME)
        subscription.give_up(delivery, letter)
        return letter

    def rows(self, query: LiteralString) -> list[dict[str, object]]:
        """As the app role sees them with the tenant set."""
        with psycopg.connect(self.database.conninfo("app"), row_factory=dict_row) as connection:
            connection.execute("SELECT set_config('app.tenant_id', %s, true)", (str(self.tenant_id),))
            return connection.execute(query).fetchall()

    def outbox(self) -> list[dict[str, object]]:
        return self.rows(
            "SELECT subject, headers, convert_from(data, 'UTF8')::jsonb AS data FROM outbox ORDER BY position"
        )

    def _subscription(self, consumer: str) -> Subscription:
        return {s.consumer.name: s for s in subscriptions(self.application)}[consumer]


@contextmanager
def transcribe_service(database: ServiceDatabase, objects: Path) -> Iterator[TranscribeService]:
    recognizer, recordings, store = FakeRecognizer(says("hello there")), FakeRecordings(), FileStore(objects)
    progress: list[tuple[str, bytes]] = []
    fillers = FakeFillerDetector()
    with opened(database, "app") as connected:
        outside = Outside(
            voice=FakeVoice((Span(0.5, 3.5),), GOOD_SOUND),
            recognizer=recognizer,
            fillers=fillers,
            audio=StoredAudio(store),
            recordings=recordings,
            observer=TelemetryObserver(ProgressSender(lambda *sent: progress.append(sent))),
        )
        application = build_application(connected, outside, lease_s=60.0)
        yield TranscribeService(application, recognizer, fillers, recordings, store, database, progress)
