"""What goes wrong, as OpenAI's own client understands it."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import httpx
import openai
import pytest
from openai import OpenAI

from services.ingest.domain.transcription import Engine
from tests.builders import audio_files
from tests.builders.ingest_service import IngestService, ingest_service
from tests.builders.trade_door import TEXT, Transcriber, openai_client, served
from tests.builders.web_door import TOKEN
from tests.infrastructure.fixtures import MakeDatabase

WAV = ("talk.wav", audio_files.wav(1.0))
AUTH = {"Authorization": f"Bearer {TOKEN}"}


def test_without_a_valid_key_nothing_is_served(url: str) -> None:
    with openai_client(url, "no-key") as stranger:
        for call in (stranger.models.list, lambda: create(stranger, file=WAV)):
            with pytest.raises(openai.AuthenticationError) as refused:
                call()
            assert refused.value.code == "invalid_api_key"


@pytest.mark.parametrize(
    ("options", "param", "says"),
    [
        ({"response_format": "docx"}, "response_format", "'srt', 'verbose_json', 'vtt' or 'diarized_json'"),
        ({"response_format": "diarized_json"}, "response_format", "Engines that could: none is known"),
        ({"timestamp_granularities": ["word"]}, "timestamp_granularities[]", "verbose_json"),
        (
            {"response_format": "verbose_json", "timestamp_granularities": ["phrase"]},
            "timestamp_granularities[]/0", "'word' or 'segment'",
        ),
        ({"temperature": 1.5}, "temperature", "less than or equal to 1"),
        ({"temperature": float("nan")}, "temperature", "finite"),
        ({"language": "klingon"}, "language", "en"),
        ({"language": "fr"}, "language", "available are en"),
        ({"include": ["logprobs"]}, "include[]", "no engine"),
        ({"known_speaker_names": ["Ann"]}, "known_speaker_names[]", "no engine"),
        ({"chunking_strategy": "sometimes"}, "chunking_strategy", ""),
        ({"stream": True, "response_format": "srt"}, "stream", "json"),
        ({"extra_body": {"start": "soon"}}, "start", "0:01:30.5"),
        ({"model": "whisper"}, "model", "run make models"),
        ({"prompt": "x" * 3000}, "prompt", "2000"),
    ],
)  # fmt: skip
def test_a_parameter_that_makes_no_sense_is_named_with_what_there_is(
    client: OpenAI, ingest: IngestService, options: Mapping[str, Any], param: str, says: str
) -> None:
    with pytest.raises(openai.BadRequestError) as refused:
        create(client, file=WAV, **options)
    assert (refused.value.param or "").startswith(param)
    assert says in str(refused.value)
    assert refused.value.type == "invalid_request_error"
    assert ingest.rows("SELECT 1 FROM recordings") == []


def test_an_unknown_model_does_not_exist(client: OpenAI) -> None:
    for name in ("whisper-9", "pocketsphinx:other", "../etc"):
        with pytest.raises(openai.NotFoundError) as refused:
            create(client, model=name, file=WAV)
        assert (refused.value.code, refused.value.param) == ("model_not_found", "model")
        assert "pocketsphinx:en-us" in str(refused.value)


@pytest.mark.parametrize(
    ("content", "status", "code"),
    [
        (b"", 400, "empty_upload"),
        (b"PK\x03\x04" * 100, 415, "unsupported_container"),
        (b"#EXTM3U\nfile:///etc/passwd", 415, "unsupported_container"),
    ],
)
def test_a_file_that_is_none(client: OpenAI, content: bytes, status: int, code: str) -> None:
    with pytest.raises(openai.APIStatusError) as refused:
        create(client, file=("talk.wav", content))
    assert (refused.value.status_code, refused.value.code) == (status, code)


def test_what_the_client_can_not_even_send_is_refused_in_the_same_shape(url: str) -> None:
    place = f"{url}/v1/audio/transcriptions"
    answers = {
        400: httpx.post(place, files={"file": WAV}, headers=AUTH),
        405: httpx.get(place, headers=AUTH),
        404: httpx.get(f"{url}/v1/audio/nothing", headers=AUTH),
        415: httpx.post(place, json={"model": "whisper-1"}, headers=AUTH),
    }
    missing_file = httpx.post(
        place, data={"model": "whisper-1"}, files={"other": ("a.txt", b"words")}, headers=AUTH
    )
    for status, answer in [*answers.items(), (400, missing_file)]:
        assert (answer.status_code, answer.headers["Content-Type"]) == (status, "application/json")
        assert set(answer.json()["error"]) == {"message", "type", "param", "code"}
    assert answers[400].json()["error"]["param"] == "model"
    assert missing_file.json()["error"]["param"] == "file"


def test_too_many_bytes_are_413(make_database: MakeDatabase, object_folder: Path) -> None:
    settings, few = {"upload_max_bytes": 50_000}, {"uploads_per_hour": 2}
    with (
        ingest_service(make_database("ingest"), object_folder, settings, few) as ingest,
        served(ingest) as url,
        openai_client(url) as client,
    ):
        with pytest.raises(openai.APIStatusError) as refused:
            create(client, file=("talk.wav", audio_files.wav(60.0)))
        assert (refused.value.status_code, refused.value.code) == (413, "upload_too_large")
        with pytest.raises(openai.BadRequestError):
            create(client, file=("talk.wav", b""))
        with pytest.raises(openai.RateLimitError) as limited:
            create(client, file=WAV)
        assert limited.value.code == "rate_limit_exceeded"
        assert int(limited.value.response.headers["Retry-After"]) > 0


def test_when_the_wait_is_over_the_work_goes_on_and_its_key_finds_it_again(
    make_database: MakeDatabase, object_folder: Path
) -> None:
    with (
        ingest_service(make_database("ingest"), object_folder, {"transcript_wait_s": 0.2}) as ingest,
        served(ingest) as url,
        openai_client(url, max_retries=2) as client,
    ):
        with pytest.raises(openai.InternalServerError) as late:
            create(client, file=WAV)
        (row,) = ingest.rows("SELECT id FROM recordings")  # a repetition without a key would be another one
        assert (late.value.code, late.value.status_code) == ("transcript_not_ready", 503)
        assert str(row["id"]) in str(late.value)
        assert late.value.response.headers["Location"] == f"/v1/recordings/{row['id']}"
        key = {"Idempotency-Key": "one-talk"}
        with openai_client(url) as patient, pytest.raises(openai.InternalServerError):
            create(patient, file=WAV, extra_headers=key)
        mine = ingest.rows("SELECT id FROM recordings ORDER BY id DESC")[0]["id"]
        Transcriber(ingest).finish(mine)
        again = create(client, file=WAV, extra_headers=key)
        assert again.text == TEXT
        assert len(ingest.rows("SELECT id FROM recordings")) == 2


def test_models_are_the_engines_at_hand_and_the_names_of_the_trade(
    client: OpenAI, ingest: IngestService
) -> None:
    ingest.engines.engines = [
        Engine("pocketsphinx", models=("en-us",)), Engine("whisper", models=("small",), missing="no weights"),
        Engine("openai", models=("Systran/faster-whisper-small",)),
    ]  # fmt: skip
    listed = {model.id: model.owned_by for model in client.models.list()}
    assert {"pocketsphinx", "pocketsphinx:en-us", "rostrum", "whisper-1"} <= set(listed)
    assert "whisper" not in listed
    assert client.models.retrieve("whisper-1").owned_by == "rostrum"
    assert client.models.retrieve("openai:Systran/faster-whisper-small").owned_by == "openai"
    with pytest.raises(openai.NotFoundError) as refused:
        client.models.retrieve("gpt-5")
    assert refused.value.code == "model_not_found"
    ingest.engines.engines = None
    with pytest.raises(openai.InternalServerError):
        client.models.list()


def create(client: OpenAI, **options: Any) -> Any:  # noqa: ANN401
    return client.audio.transcriptions.create(**({"model": "whisper-1"} | options))
