"""What a role may use: counted from what was decoded, the same at every door and over replicas."""

import io
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from threading import Barrier
from uuid import UUID

import openai
import pytest
from werkzeug.test import TestResponse

from chassis.clock import SystemClock, new_id
from chassis.web.server import HttpServer, Listen
from services.ingest.adapters.outbound.postgres.postgres_records import (
    PostgresInventory,
    PostgresTransactions,
)
from services.ingest.application.ports.records import Cause
from services.ingest.bootstrap.applications import worker_application
from services.ingest.domain.recording import Recording
from tests.builders import audio_files
from tests.builders.ingest_service import IngestService, ingest_service, opened
from tests.builders.trade_door import openai_client
from tests.builders.tus import Tus
from tests.builders.web_door import TOKEN
from tests.fakes.ingest_work import ScriptedPreparer
from tests.infrastructure.fixtures import MakeDatabase

AUTH = {"Authorization": f"Bearer {TOKEN}"}
WAV = audio_files.wav(1.0)
TEN_MINUTES_S = 600.0
AMOUNTS = {"audio_minutes_per_day": 25, "engine_usd_per_day": 2.5, "uploads_per_hour": 100}


@pytest.fixture
def ingest(make_database: MakeDatabase, object_folder: Path) -> Iterator[IngestService]:
    with ingest_service(make_database("ingest"), object_folder, None, AMOUNTS) as service:
        service.preparer.duration_s = TEN_MINUTES_S
        yield service


def send(ingest: IngestService) -> TestResponse:
    headers = AUTH | {"Content-Type": "audio/wav"}
    return ingest.app.test_client().post("/v1/recordings", data=WAV, headers=headers)


def prepare(worker_of: IngestService, recording_id: str) -> None:
    cause = Cause("ingest-recording-received", new_id(), worker_of.user.tenant_id)
    worker_of.worker.prepare_recording(cause, UUID(recording_id))


def used_up(ingest: IngestService) -> None:
    for _ in range(3):
        prepare(ingest, send(ingest).json["id"])


@contextmanager
def served(ingest: IngestService) -> Iterator[str]:
    server = HttpServer(lambda: ingest.app, Listen("127.0.0.1", 0, 16), on_drain=ingest.slots.drain)
    server.start()
    try:
        yield f"http://127.0.0.1:{server.port}"
    finally:
        server.stop(10)


def test_the_recording_that_reaches_the_limit_is_the_last_for_a_day(ingest: IngestService) -> None:
    used_up(ingest)
    refused = send(ingest)
    assert (refused.status_code, refused.json["code"]) == (429, "audio_minutes_used_up")
    assert refused.json["limit"] | {"frees_in_s": 0} == {
        "name": "audio_minutes", "quota": 25.0, "used": 30.0, "window_s": 86_400, "frees_in_s": 0,
    }  # fmt: skip
    assert not refused.json["retryable"]
    assert 86_000 < int(refused.headers["Retry-After"]) <= 86_400
    assert '"audio_minutes";q=25;w=86400' in refused.headers["RateLimit-Policy"]
    assert '"audio_minutes";r=0;t=' in refused.headers["RateLimit"]
    assert "30.0 minutes" in refused.json["detail"]
    assert len(ingest.rows("SELECT FROM recordings")) == 3


def test_deleting_makes_no_room(ingest: IngestService) -> None:
    used_up(ingest)
    client = ingest.app.test_client()
    for row in ingest.rows("SELECT id FROM recordings"):
        assert client.delete(f"/v1/recordings/{row['id']}", headers=AUTH).status_code == 204
    assert send(ingest).status_code == 429


def test_uploads_in_pieces_and_the_doors_of_the_trade_have_the_same_limit(ingest: IngestService) -> None:
    used_up(ingest)
    created = Tus(ingest.app.test_client()).create(1000)
    assert (created.status_code, created.json["code"]) == (429, "audio_minutes_used_up")
    sent = {"audio_file": (io.BytesIO(WAV), "a.wav")}
    asr = ingest.app.test_client().post("/asr", data=sent, headers=AUTH)
    assert (asr.status_code, asr.json["code"]) == (429, "audio_minutes_used_up")
    with served(ingest) as url, openai_client(url) as client, pytest.raises(openai.RateLimitError) as refused:
        client.audio.transcriptions.create(model="whisper-1", file=("talk.wav", WAV))
    assert refused.value.code == "insufficient_quota"
    assert refused.value.response.headers["X-Should-Retry"] == "false"


def test_two_replicas_at_once_go_over_the_limit_by_one_recording_at_most(ingest: IngestService) -> None:
    """All were sent before any was decoded: 25 minutes may become 30, and never 40."""
    ids = [send(ingest).json["id"] for _ in range(8)]
    together = Barrier(2)

    def meet(recording: Recording) -> None:
        together.wait(20)

    with (
        opened(ingest.made) as database,
        opened(ingest.made, "relay") as relay,
        ThreadPoolExecutor(2) as pool,
    ):
        preparer = ScriptedPreparer()
        preparer.duration_s, preparer.during, ingest.preparer.during = TEN_MINUTES_S, meet, meet
        transactions = PostgresTransactions(database, SystemClock(), new_id)
        blobs = ingest.worker.prepare_recording._blobs
        replica = worker_application(transactions, PostgresInventory(relay), blobs, preparer, SystemClock())

        def work(worker: object, half: list[str]) -> None:
            for recording_id in half:
                cause = Cause("ingest-recording-received", new_id(), ingest.user.tenant_id)
                worker.prepare_recording(cause, UUID(recording_id))  # type: ignore[attr-defined]

        halves = [pool.submit(work, ingest.worker, ids[::2]), pool.submit(work, replica, ids[1::2])]
        for half in halves:
            half.result(60)
    (used,) = ingest.rows("SELECT sum(audio_s) AS s FROM audio_use")
    assert used["s"] == 3 * TEN_MINUTES_S
    states = [row["status"] for row in ingest.rows("SELECT status FROM recordings")]
    assert (states.count("prepared"), states.count("failed")) == (3, 5)
    failed = ingest.rows("SELECT problem FROM recordings WHERE status = 'failed'")
    assert {row["problem"]["code"] for row in failed} == {"audio_minutes_used_up"}


def test_what_was_decoded_is_billed_once_and_adds_up_to_the_recordings(ingest: IngestService) -> None:
    used_up(ingest)
    billed = ingest.usage()
    durations = {
        str(row["id"]): row["duration_s"] for row in ingest.rows("SELECT id, duration_s FROM recordings")
    }
    assert {one["recording_id"]: one["units"] for one in billed} == durations
    assert {(one["provider"], one["operation"], one["unit"], one["cost_usd"]) for one in billed} == {
        ("rostrum", "prepare", "audio_seconds", 0.0)
    }


def test_what_the_role_may_spend_goes_along_with_the_recording(ingest: IngestService) -> None:
    prepare(ingest, send(ingest).json["id"])
    (row,) = ingest.rows(
        "SELECT convert_from(data, 'UTF8')::jsonb -> 'transcription' AS wish FROM outbox"
        " WHERE subject LIKE 'evt.ingest.recording.prepared%%'"
    )
    assert row["wish"]["spend_cap_usd"] == 2.5


def test_no_more_is_kept_than_the_role_may(make_database: MakeDatabase, object_folder: Path) -> None:
    amounts = {"stored_bytes": len(WAV) + 1}
    with ingest_service(make_database("ingest"), object_folder, None, amounts) as ingest:
        first = send(ingest)
        assert [first.status_code, send(ingest).status_code] == [202, 202]
        refused = send(ingest)
        assert (refused.status_code, refused.json["code"]) == (413, "stored_bytes_used_up")
        ingest.app.test_client().delete(f"/v1/recordings/{first.json['id']}", headers=AUTH)
        assert send(ingest).status_code == 202


def test_everybody_may_read_their_limits(ingest: IngestService) -> None:
    prepare(ingest, send(ingest).json["id"])
    told = ingest.app.test_client().get("/v1/users/me/limits", headers=AUTH)
    limits = {one["name"]: (one["quota"], one["used"]) for one in told.json["items"]}
    assert limits.pop("requests") in {(1200, 1), (1200, 2)}  # one is free again after 50 ms
    assert limits == {
        "uploads": (100, 1),
        "audio_minutes": (25, 10),
        "engine_usd": (2.5, 1.25),
        "stored_bytes": (53_687_091_200, len(WAV)),
    }
    assert '"requests";q=1200;w=60' in told.headers["RateLimit-Policy"]
    ingest.spending.answer = None
    told = ingest.app.test_client().get("/v1/users/me/limits", headers=AUTH)
    unknown = next(one for one in told.json["items"] if one["name"] == "engine_usd")
    assert (unknown["quota"], unknown["used"], unknown["resets_in_s"]) == (2.5, None, None)
