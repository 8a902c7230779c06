"""Calls that wait for their transcript: what they hold, and that nothing is lost with them."""

import socket
import time
from contextlib import ExitStack
from urllib.parse import urlsplit

import httpx
import openai
import pytest

from services.ingest.domain.recording import Status
from tests.builders import audio_files
from tests.builders.ingest_service import IngestService
from tests.builders.trade_door import TEXT, Transcriber, openai_client
from tests.builders.web_door import TOKEN

AUTH = {"Authorization": f"Bearer {TOKEN}"}
WAV = ("talk.wav", audio_files.wav(1.0))


def the_recording(ingest: IngestService, *, patience_s: float = 20) -> dict[str, object]:
    end = time.monotonic() + patience_s
    while time.monotonic() < end:
        rows = ingest.rows("SELECT * FROM recordings")
        if rows:
            return rows[0]
        time.sleep(0.02)
    raise AssertionError("there is no recording")


def test_a_client_that_goes_away_loses_nothing(url: str, ingest: IngestService) -> None:
    body = httpx.Request(
        "POST",
        f"{url}/v1/audio/transcriptions",
        data={"model": "whisper-1"},
        files={"file": WAV},
        headers=AUTH,
    )
    head = "".join(f"{name}: {value}\r\n" for name, value in body.headers.items())
    where = urlsplit(url)
    with socket.create_connection((where.hostname, where.port), timeout=20) as gone:
        gone.sendall(f"POST /v1/audio/transcriptions HTTP/1.1\r\n{head}\r\n".encode() + body.read())
        recording = the_recording(ingest)
    transcriber = Transcriber(ingest)
    transcriber.finish(recording["id"])  # type: ignore[arg-type]
    found = httpx.get(f"{url}/v1/recordings/{recording['id']}", headers=AUTH).json()
    assert found["status"] == Status.COMPLETED


def test_without_a_free_place_nothing_is_taken_in(url: str, ingest: IngestService) -> None:
    with ExitStack() as held, openai_client(url) as client:
        for _ in range(ingest.slots.capacity):
            held.enter_context(ingest.slots.hold())
        with pytest.raises(openai.InternalServerError) as refused:
            client.audio.transcriptions.create(model="whisper-1", file=WAV)
        assert httpx.post(f"{url}/asr", files={"audio_file": WAV}, headers=AUTH).status_code == 503
    assert (refused.value.status_code, refused.value.code) == (503, "no_stream_slot")
    assert int(refused.value.response.headers["Retry-After"]) > 0
    assert refused.value.response.headers["X-Should-Retry"] == "true"
    assert ingest.rows("SELECT 1 FROM recordings") == []


def test_a_waiting_call_gives_its_place_back(url: str, ingest: IngestService) -> None:
    with Transcriber(ingest).working(Transcriber.finish), openai_client(url) as client:
        for _ in range(2 * ingest.slots.capacity):
            assert client.audio.transcriptions.create(model="whisper-1", file=WAV).text == TEXT


def test_a_drain_ends_the_waiting_and_the_work_goes_on(url: str, ingest: IngestService) -> None:
    def drain(worker: Transcriber, _: object) -> None:
        worker.ingest.slots.drain()

    with (
        Transcriber(ingest).working(drain),
        openai_client(url) as client,
        pytest.raises(openai.InternalServerError) as ended,
    ):
        client.audio.transcriptions.create(model="whisper-1", file=WAV)
    assert ended.value.code == "transcript_not_ready"
    assert the_recording(ingest)["status"] == "received"


def test_a_key_of_the_client_may_be_fetched_when_it_is_needed(url: str, ingest: IngestService) -> None:
    """Access tokens end after ten minutes."""
    fetched: list[str] = []

    def fetch() -> str:
        fetched.append(TOKEN)
        return TOKEN

    with openai.OpenAI(base_url=f"{url}/v1", api_key=fetch, max_retries=0) as client:
        client.models.list()
        client.models.list()
    assert len(fetched) == 2
