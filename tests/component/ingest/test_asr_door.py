"""`/asr` and `/detect-language`, as the clients of whisper-asr-webservice call them, on a real server."""

import json
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import httpx
import pytest

from chassis.errors import Conflict
from services.ingest.application.ports.languages import SpokenLanguage
from services.ingest.domain.errors import corrupt_audio
from services.ingest.domain.recording import Problem, Stage
from services.ingest.domain.transcription import Engine
from tests.builders import audio_files
from tests.builders.ingest_service import IngestService
from tests.builders.trade_door import TEXT, Transcriber, submitted
from tests.builders.web_door import TOKEN

WAV = {"audio_file": ("talk.wav", audio_files.wav(1.0))}


@pytest.fixture
def http(url: str) -> Iterator[httpx.Client]:
    headers = {"Authorization": f"Bearer {TOKEN}"}
    with httpx.Client(base_url=url, headers=headers, timeout=30) as client:
        yield client


@pytest.mark.usefixtures("transcriber")
@pytest.mark.parametrize(
    ("output", "content"),
    [
        ("txt", "Good morning.\nWe begin.\n"),
        ("srt", f"srt: {TEXT}"),
        ("vtt", f"vtt: {TEXT}"),
        ("tsv", f"tsv: {TEXT}"),
    ],
)
def test_texts_and_subtitles(http: httpx.Client, ingest: IngestService, output: str, content: str) -> None:
    answer = http.post("/asr", params={"output": output, "encode": True}, files=WAV)
    assert (answer.status_code, answer.text) == (200, content)
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert answer.headers["Asr-Engine"] == "pocketsphinx"
    recording_id = submitted(ingest)["id"]
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{recording_id}.{output}"'
    assert answer.headers["Location"] == f"/v1/recordings/{recording_id}"


@pytest.mark.usefixtures("transcriber")
def test_text_unless_another_output_is_asked_for(http: httpx.Client, ingest: IngestService) -> None:
    assert http.post("/asr", files=WAV).text == "Good morning.\nWe begin.\n"
    assert submitted(ingest)["language"] == "auto"


@pytest.mark.usefixtures("transcriber")
def test_json_as_whisper_has_it(http: httpx.Client) -> None:
    result = json.loads(
        http.post("/asr", params={"output": "json", "word_timestamps": "true"}, files=WAV).text
    )
    assert (result["text"], result["language"]) == (TEXT, "en")
    first = result["segments"][0]
    assert (first["id"], first["start"], first["end"], first["text"]) == (0, 0.5, 2.0, "Good morning.")
    assert first["words"][0] == {"word": "Good", "start": 1.0, "end": 1.4, "probability": 0.9}
    assert {"seek", "tokens", "temperature", "avg_logprob", "compression_ratio", "no_speech_prob"} <= set(
        first
    )
    plain = json.loads(http.post("/asr", params={"output": "json"}, files=WAV).text)
    assert "words" not in plain["segments"][0]


@pytest.mark.usefixtures("transcriber")
def test_speakr_gets_speakers_where_there_are_some_and_the_words_in_any_case(
    http: httpx.Client, ingest: IngestService
) -> None:
    """The parameters that Speakr sends, some of which only forks of the project know."""
    asked: dict[str, Any] = {
        "encode": True, "task": "transcribe", "output": "json", "language": "en", "diarize": True,
        "enable_diarization": True, "return_speaker_embeddings": True, "min_speakers": 1, "max_speakers": 3,
        "initial_prompt": "Rostrum", "hotwords": "NATS",
    }  # fmt: skip
    assert http.post("/asr", params=asked, files=WAV).status_code == 200
    assert (submitted(ingest)["speakers"], submitted(ingest)["prompt"]) == (False, "Rostrum")
    ingest.engines.engines = [Engine("pocketsphinx"), Engine("assemblyai", speakers=True)]
    result = json.loads(http.post("/asr", params=asked, files=WAV).text)
    assert [segment["speaker"] for segment in result["segments"]] == ["A", "B"]
    assert (submitted(ingest)["speakers"], submitted(ingest)["engine"]) == (True, "assemblyai")


@pytest.mark.usefixtures("transcriber")
def test_bazarr_sends_samples_without_a_head(http: httpx.Client, ingest: IngestService) -> None:
    samples = audio_files.wav(1.0)[44:]
    asked = {"task": "transcribe", "language": "en", "output": "srt", "encode": "false"}
    answer = http.post("/asr", params=asked, files={"audio_file": samples})
    assert (answer.status_code, answer.text) == (200, f"srt: {TEXT}")
    row = submitted(ingest)
    assert (row["container"], row["size_bytes"]) == ("wav", len(samples) + 44)


@pytest.mark.usefixtures("transcriber")
def test_translation_needs_an_engine_that_translates(http: httpx.Client, ingest: IngestService) -> None:
    refused = http.post("/asr", params={"task": "translate"}, files=WAV)
    assert (refused.status_code, refused.json()["code"]) == (422, "engine_not_able")
    ingest.engines.engines = [Engine("whisper", translates=True)]
    assert http.post("/asr", params={"task": "translate"}, files=WAV).status_code == 200
    assert submitted(ingest)["task"] == "translate"


def test_refusals_are_problem_documents_with_the_detail_that_those_clients_show(
    http: httpx.Client, ingest: IngestService
) -> None:
    answers = {
        401: httpx.post(f"{http.base_url}/asr", files=WAV),
        422: http.post("/asr", params={"output": "docx"}, files=WAV),
        404: http.post("/asr", params={"model": "whisper-9"}, files=WAV),
        415: http.post("/asr", files={"audio_file": b"PK\x03\x04" * 100}),
        400: http.post("/asr", files={"file": ("a.txt", b"words")}),
    }
    for status, answer in answers.items():
        assert (answer.status_code, answer.headers["Content-Type"]) == (status, "application/problem+json")
        assert answer.json()["detail"]
    assert "audio_file" in answers[400].json()["detail"]
    assert ingest.rows("SELECT 1 FROM recordings") == []


def test_the_language_of_the_beginning_and_nothing_is_kept(http: httpx.Client, ingest: IngestService) -> None:
    ingest.engines.engines = [Engine("whisper", detects_language=True)]
    ingest.languages.language = SpokenLanguage("de", 0.87)
    seen: list[Any] = []

    def prepare(worker: Transcriber, recording_id: UUID) -> None:
        seen.append(submitted(ingest))
        worker.prepare(recording_id)

    with Transcriber(ingest).working(prepare):
        answer = http.post("/detect-language", params={"encode": "false"}, files=WAV)
    assert answer.json() == {"detected_language": "german", "language_code": "de", "confidence": 0.87}
    assert (seen[0]["end_s"], seen[0]["transcript_only"]) == (30, True)
    assert ingest.languages.heard == [f"{ingest.user.tenant_id}/recordings/{seen[0]['id']}/prepared.flac"]
    assert ingest.rows("SELECT 1 FROM recordings") == []


def test_where_no_engine_detects_languages_nothing_is_taken_in(
    http: httpx.Client, ingest: IngestService
) -> None:
    ingest.engines.engines = [
        Engine("pocketsphinx"),
        Engine("whisper", detects_language=True, missing="no weights"),
    ]
    refused = http.post("/detect-language", files=WAV)
    assert (refused.status_code, refused.json()["code"]) == (422, "engine_not_able")
    assert "whisper (which lacks: no weights)" in refused.json()["detail"]


@pytest.mark.parametrize("trouble", ["file", "engine"])
def test_also_a_detection_that_fails_keeps_nothing(
    http: httpx.Client, ingest: IngestService, trouble: str
) -> None:
    ingest.engines.engines = [Engine("whisper", detects_language=True)]
    ingest.languages.failure = Conflict("No engine at hand can tell.", code="no_engine_for_task")

    def work(worker: Transcriber, recording_id: UUID) -> None:
        if trouble == "engine":
            return worker.prepare(recording_id)
        problem = Problem.of(corrupt_audio())
        return ingest.worker.note_outcome.failed(worker.cause(), recording_id, Stage.PREPARE, problem)

    with Transcriber(ingest).working(work):
        answer = http.post("/detect-language", files=WAV)
    assert (answer.status_code, answer.json()["code"]) in {
        (422, "corrupt_audio"),
        (409, "no_engine_for_task"),
    }
    assert ingest.rows("SELECT 1 FROM recordings") == []
