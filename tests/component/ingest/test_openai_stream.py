"""The words as they come, as OpenAI's own client reads them."""

import json
from pathlib import Path
from uuid import UUID

import httpx
import openai
import pytest
from openai import OpenAI

from services.ingest.domain.errors import corrupt_audio
from services.ingest.domain.recording import Problem, Stage
from tests.builders import audio_files
from tests.builders.ingest_service import IngestService, ingest_service
from tests.builders.trade_door import TEXT, Transcriber, openai_client, served, submitted
from tests.builders.web_door import TOKEN
from tests.infrastructure.fixtures import MakeDatabase

WAV = ("talk.wav", audio_files.wav(1.0))


def in_pieces(worker: Transcriber, recording_id: UUID) -> None:
    worker.prepare(recording_id)
    worker.recognise(recording_id, "good")
    worker.recognise(recording_id, "morning", "we begin")
    worker.complete(recording_id)


def test_deltas_in_order_and_the_whole_text_at_the_end(client: OpenAI, ingest: IngestService) -> None:
    with (
        Transcriber(ingest).working(in_pieces),
        client.audio.transcriptions.create(model="whisper-1", file=WAV, stream=True) as stream,
    ):
        events = list(stream)
    assert "".join(event.delta for event in events if event.type == "transcript.text.delta") == (
        "good morning we begin"
    )
    last = events[-1]
    assert last.type == "transcript.text.done"
    assert last.text == TEXT
    assert last.to_dict()["usage"] == {"type": "duration", "seconds": 10.0}


def test_words_come_before_the_work_is_done(client: OpenAI, ingest: IngestService) -> None:
    def begin(worker: Transcriber, recording_id: UUID) -> None:
        worker.prepare(recording_id)
        worker.recognise(recording_id, "good")

    transcriber = Transcriber(ingest)
    with (
        transcriber.working(begin),
        client.audio.transcriptions.create(model="whisper-1", file=WAV, stream=True) as stream,
    ):
        assert next(stream).to_dict() == {"type": "transcript.text.delta", "delta": "good"}
        recording_id = submitted(ingest)["id"]
        assert stream.response.headers["Location"] == f"/v1/recordings/{recording_id}"
        transcriber.complete(recording_id)
        assert next(stream).type == "transcript.text.done"


def test_on_the_wire_there_is_nothing_but_data(url: str, ingest: IngestService) -> None:
    form = {"model": "whisper-1", "stream": "true"}
    headers = {"Authorization": f"Bearer {TOKEN}"}
    with Transcriber(ingest).working(in_pieces):
        answer = httpx.post(
            f"{url}/v1/audio/transcriptions", data=form, files={"file": WAV}, headers=headers, timeout=30
        )
    assert answer.headers["Content-Type"] == "text/event-stream"
    frames = answer.text.strip().split("\n\n")
    assert all(frame.startswith('data: {"type":"transcript.text.') for frame in frames)
    assert json.loads(frames[-1].removeprefix("data: "))["text"] == TEXT


def test_a_failure_ends_the_stream_with_an_error(client: OpenAI, ingest: IngestService) -> None:
    def fail(worker: Transcriber, recording_id: UUID) -> None:
        problem = Problem.of(corrupt_audio())
        ingest.worker.note_outcome.failed(worker.cause(), recording_id, Stage.PREPARE, problem)

    with (
        Transcriber(ingest).working(fail),
        client.audio.transcriptions.create(model="whisper-1", file=WAV, stream=True) as stream,
        pytest.raises(openai.APIError, match="can't be decoded"),
    ):
        list(stream)


def test_a_stream_that_takes_too_long_names_the_recording(
    make_database: MakeDatabase, object_folder: Path
) -> None:
    with (
        ingest_service(make_database("ingest"), object_folder, {"transcript_wait_s": 0.2}) as ingest,
        served(ingest) as url,
        openai_client(url) as client,
        client.audio.transcriptions.create(model="whisper-1", file=WAV, stream=True) as stream,
    ):
        with pytest.raises(openai.APIError) as late:
            list(stream)
        assert str(submitted(ingest)["id"]) in late.value.message


def test_a_repeated_key_streams_the_same_recording_again(client: OpenAI, ingest: IngestService) -> None:
    key = {"Idempotency-Key": "one-talk"}
    with Transcriber(ingest).working(in_pieces):
        for _ in range(2):
            with client.audio.transcriptions.create(
                model="whisper-1", file=WAV, stream=True, extra_headers=key
            ) as stream:
                assert list(stream)[-1].to_dict()["text"] == TEXT
    assert len(ingest.rows("SELECT 1 FROM recordings")) == 1
