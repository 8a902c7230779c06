"""ingest behind a real HTTP server, with somebody who transcribes what comes in."""

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from openai import OpenAI

from chassis.clock import new_id
from chassis.web.server import HttpServer, Listen
from services.ingest.application.ports.records import Cause
from services.ingest.application.ports.transcripts import Piece
from services.ingest.domain.recording import Recording
from tests.builders.ingest_service import IngestService
from tests.builders.web_door import TOKEN

TEXT = "Good morning. We begin."
DURATION_S = 10.0


def a_transcript(recording: Recording) -> dict[str, Any]:
    """As transcribe gives it: a filler is left out of the clean text, and English was heard."""
    told = recording.submission.language
    words = [
        ("um", "", 0.5, 0.7, 0.4), ("good", "Good", 1.0, 1.4, 0.9), ("morning", "morning.", 1.4, 2.0, 0.8),
        ("we", "We", 4.0, 4.2, 1.0), ("begin", "begin.", 4.2, 4.6, 1.0),
    ]  # fmt: skip
    return {
        "recording_id": str(recording.id),
        "language": "en" if told == "auto" else told,
        "task": recording.submission.transcription.task.value,
        "clean": TEXT,
        "verbatim": "um good morning we begin",
        "duration_s": DURATION_S,
        "engine": {"name": "pocketsphinx", "version": "5", "model": "en-us", "biased": False},
        "words": [
            {"id": number, "text": text, "clean": clean, "start_s": start, "end_s": end, "confidence": sure}
            for number, (text, clean, start, end, sure) in enumerate(words, start=1)
        ],
        "segments": [
            {
                "id": 1, "start_s": 0.5, "end_s": 2.0, "first_word_id": 1, "last_word_id": 3,
                "text": "Good morning.", "speaker": "A",
            },
            {
                "id": 2, "start_s": 4.0, "end_s": 4.6, "first_word_id": 4, "last_word_id": 5,
                "text": "We begin.", "speaker": "B",
            },
        ],
        "voice_activity": {"speech": [{"start_s": 0.8, "end_s": 4.6}]},
    }  # fmt: skip


Work = Callable[["Transcriber", UUID], None]


@dataclass
class Transcriber:
    """Does `work` with each recording that comes in."""

    ingest: IngestService
    seen: set[UUID] = field(default_factory=set)

    def cause(self) -> Cause:
        return Cause("test", new_id(), self.ingest.user.tenant_id)

    def finish(self, recording_id: UUID) -> None:
        self.prepare(recording_id)
        self.complete(recording_id)

    def prepare(self, recording_id: UUID) -> None:
        self.ingest.worker.prepare_recording(self.cause(), recording_id)

    def recognise(self, recording_id: UUID, *texts: str) -> None:
        key = self.ingest.user.tenant_id, recording_id
        pieces = self.ingest.transcripts.recognised.setdefault(key, [])
        pieces += [Piece(number, text) for number, text in enumerate(texts, start=len(pieces) + 1)]
        self.ingest.worker.note_progress(self.ingest.user.tenant_id, recording_id, float(len(pieces)))

    def complete(self, recording_id: UUID) -> None:
        tenant_id = self.ingest.user.tenant_id
        recording = self.ingest.client.get_recording(tenant_id, recording_id)
        self.ingest.transcripts.transcripts[tenant_id, recording_id] = a_transcript(recording)
        self.ingest.worker.note_outcome.transcribed(self.cause(), recording_id)

    @contextmanager
    def working(self, work: Work) -> Iterator[None]:
        done = threading.Event()

        def run() -> None:
            while not done.wait(0.02):
                rows = self.ingest.rows("SELECT id FROM recordings WHERE status = 'received'")
                for row in (row for row in rows if row["id"] not in self.seen):
                    self.seen.add(row["id"])
                    work(self, row["id"])

        thread = threading.Thread(target=run)
        thread.start()
        try:
            yield
        finally:
            done.set()
            thread.join()


@contextmanager
def served(ingest: IngestService) -> Iterator[str]:
    """The address of a real server."""
    server = HttpServer(lambda: ingest.app, Listen("127.0.0.1", 0, 16), on_drain=ingest.slots.drain)
    server.start()
    try:
        yield f"http://127.0.0.1:{server.port}"
    finally:
        server.stop(10)


@contextmanager
def openai_client(url: str, token: str = TOKEN, *, max_retries: int = 0) -> Iterator[OpenAI]:
    """The real client; it repeats nothing by itself unless it is told to."""
    with OpenAI(base_url=f"{url}/v1", api_key=token, max_retries=max_retries) as client:
        yield client


def submitted(ingest: IngestService) -> Mapping[str, Any]:
    """The newest recording's row."""
    return ingest.rows("SELECT * FROM recordings ORDER BY id DESC LIMIT 1")[0]
