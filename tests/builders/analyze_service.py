"""The analyze service as messages and calls reach it, on a real database and object store."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import LiteralString
from uuid import UUID

import psycopg
import soundfile
from google.protobuf.message import Message
from psycopg.rows import dict_row
from rostrum.transcribe.v1 import events_pb2 as transcribe

from chassis.clock import new_id
from chassis.messaging import CloudEvent, Delivery, Subscription, dead_letter, new_event
from chassis.object_store import FileStore
from services.analyze.adapters.inbound.messaging.subscriptions import subscriptions
from services.analyze.adapters.outbound.object_store.stored_audio import StoredAudio
from services.analyze.application import Application
from services.analyze.application.ports.analysts import Analysts
from services.analyze.bootstrap import Outside, application
from services.analyze.domain.job import Recording
from services.analyze.domain.listening import SAMPLE_RATE
from tests.builders.analyze_material import STANDARDS, a_transcript
from tests.builders.analyze_sound import Samples, talk
from tests.builders.chassis_database import opened
from tests.builders.events import TIME
from tests.fakes.analyze_ports import FakeAnalysts, FakeRecordings, FakeTranscripts
from tests.infrastructure.databases import ServiceDatabase

REQUESTED = "analyze-analysis-requested"
COMPLETED, CANCELLED = "analyze-transcript-completed", "analyze-recording-cancelled"
DELETED, USER_DELETED = "analyze-recording-deleted", "analyze-user-deleted"


@dataclass
class AnalyzeService:
    """The service, its peers as fakes, and its database as an operator sees it."""

    application: Application
    analysts: Analysts
    recordings: FakeRecordings
    transcripts: FakeTranscripts
    store: FileStore
    database: ServiceDatabase
    tenant_id: UUID = field(default_factory=new_id)
    user_id: UUID = field(default_factory=new_id)
    recording_id: UUID = field(default_factory=new_id)
    transcript_id: UUID = field(default_factory=new_id)

    def prepare(self, folder: Path) -> None:
        """A talk of 29 s with its transcript and recording."""
        samples, speech = talk(8, 12, 4.0, 0.75)
        self.store_audio(folder, samples)
        self.transcripts.found = a_transcript(
            transcript_id=str(self.transcript_id),
            quality_grade="low",
            speech=tuple(speech),
            duration_s=len(samples) / SAMPLE_RATE,
        )
        key = f"{self.tenant_id}/recordings/{self.recording_id}/prepared.flac"
        self.recordings.found = Recording("", "presentation", "en", (), key)

    def store_audio(self, folder: Path, samples: Samples) -> None:
        path = folder / "prepared.flac"
        soundfile.write(path, samples, SAMPLE_RATE, subtype="PCM_16")
        self.store_bytes(path.read_bytes())

    def store_bytes(self, content: bytes) -> None:
        key = f"{self.tenant_id}/recordings/{self.recording_id}/prepared.flac"
        self.store.put(key, [content], content_type="audio/flac")

    def ask_for(self, *analyses: str) -> None:
        self.recordings.found = replace(self.recordings.found, analyses=analyses)

    def transcribed(self) -> CloudEvent:
        message = transcribe.TranscriptCompleted(
            transcript_id=str(self.transcript_id), recording_id=str(self.recording_id)
        )
        return self.event("transcribe", "transcript", "completed", message)

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

    def give_up(self, consumer: str, event: CloudEvent, error: Exception) -> None:
        subscription = self._subscription(consumer)
        delivery = Delivery(event, 5, subscription.consumer, 7)
        subscription.give_up(delivery, dead_letter(delivery, error, 5, TIME))

    def rows(self, query: LiteralString) -> list[dict[str, object]]:
        """As the app role sees them with the tenant set."""
        with psycopg.connect(self.database.conninfo("app"), row_factory=dict_row) as connection:
            connection.execute("SELECT set_config('app.tenant_id', %s, true)", (str(self.tenant_id),))
            return connection.execute(query).fetchall()

    def outbox(self) -> list[dict[str, object]]:
        """Without what is to be billed."""
        return self._told("subject NOT LIKE '%.usage.%'")

    def usage(self) -> list[dict[str, object]]:
        """What is to be billed."""
        return [row["data"]["usage"] for row in self._told("subject LIKE '%.usage.%'")]  # type: ignore[index]

    def _told(self, which: LiteralString) -> list[dict[str, object]]:
        told = "SELECT subject, headers, convert_from(data, 'UTF8')::jsonb AS data FROM outbox"
        return self.rows(f"{told} WHERE {which} ORDER BY position")

    def announced(self) -> list[str]:
        """What left, in order: entity and action, or that it is a dead letter."""
        subjects = [str(row["subject"]).split(".") for row in self.outbox()]
        return ["dead letter" if s[0] == "dlq" else f"{s[2]}.{s[3]}" for s in subjects]

    def _subscription(self, consumer: str) -> Subscription:
        return {s.consumer.name: s for s in subscriptions(self.application)}[consumer]


@contextmanager
def analyze_service(
    database: ServiceDatabase, objects: Path, analysts: Analysts | None = None
) -> Iterator[AnalyzeService]:
    recordings, transcripts, store = FakeRecordings(), FakeTranscripts(), FileStore(objects)
    working = analysts or FakeAnalysts()
    with opened(database, "app") as connected:
        outside = Outside(recordings, transcripts, StoredAudio(store), lambda _: working, STANDARDS)
        yield AnalyzeService(
            application(connected, outside), working, recordings, transcripts, store, database
        )
