"""Transcription as OpenAI's own client asks for it, on a real server."""

from uuid import UUID

import openai
import pytest
from openai import OpenAI

from services.ingest.domain.errors import corrupt_audio
from services.ingest.domain.recording import Problem, Stage
from services.ingest.domain.transcription import Engine
from tests.builders import audio_files
from tests.builders.ingest_service import IngestService
from tests.builders.trade_door import TEXT, Transcriber, openai_client, submitted

WAV = ("talk.wav", audio_files.wav(1.0))


@pytest.mark.usefixtures("transcriber")
def test_the_text_and_what_was_used(client: OpenAI, ingest: IngestService) -> None:
    transcription = client.audio.transcriptions.create(model="whisper-1", file=WAV)
    assert transcription.text == TEXT
    assert transcription.usage is not None
    assert transcription.usage.model_dump() == {"type": "duration", "seconds": 10.0}
    assert submitted(ingest)["language"] == "auto"


@pytest.mark.usefixtures("transcriber")
def test_words_and_segments_with_their_times(client: OpenAI) -> None:
    verbose = client.audio.transcriptions.create(
        model="whisper-1", file=WAV, response_format="verbose_json",
        timestamp_granularities=["word", "segment"],
    )  # fmt: skip
    assert (verbose.language, verbose.duration, verbose.text) == ("english", 10.0, TEXT)
    assert [word.word for word in verbose.words or ()] == ["Good", "morning.", "We", "begin."]
    first, second = verbose.segments or ()
    assert (first.id, first.seek, first.start, first.end, first.text) == (0, 50, 0.5, 2.0, "Good morning.")
    assert first.no_speech_prob == pytest.approx(0.2)
    assert second.no_speech_prob == 0
    assert first.avg_logprob < second.avg_logprob == 0
    assert (first.tokens, first.temperature) == ([], 0)
    assert first.compression_ratio == pytest.approx(13 / 21, abs=0.001)


@pytest.mark.usefixtures("transcriber")
def test_segments_alone_unless_words_are_asked_for(client: OpenAI) -> None:
    plain = client.audio.transcriptions.create(model="whisper-1", file=WAV, response_format="verbose_json")
    assert (plain.words, len(plain.segments or ())) == (None, 2)
    words = client.audio.transcriptions.create(
        model="whisper-1", file=WAV, response_format="verbose_json", timestamp_granularities=["word"]
    )
    assert (len(words.words or ()), words.segments) == (4, None)


@pytest.mark.usefixtures("transcriber")
@pytest.mark.parametrize(
    ("kind", "content", "media_type"),
    [
        ("text", f"{TEXT}\n", "text/plain"),
        ("srt", f"srt: {TEXT}", "text/plain"),
        ("vtt", f"vtt: {TEXT}", "text/vtt"),
    ],
)
def test_texts_and_subtitles(client: OpenAI, kind: str, content: str, media_type: str) -> None:
    answer = client.audio.transcriptions.with_raw_response.create(
        model="whisper-1",
        file=WAV,
        response_format=kind,  # type: ignore[arg-type]
    )
    assert answer.text == content
    assert answer.headers["Content-Type"] == f"{media_type}; charset=utf-8"


@pytest.mark.usefixtures("transcriber")
def test_speakers_where_an_engine_tells_them_apart(client: OpenAI, ingest: IngestService) -> None:
    ingest.engines.engines = [Engine("pocketsphinx"), Engine("assemblyai", speakers=True)]
    diarized = client.audio.transcriptions.create(
        model="gpt-4o-transcribe-diarize", file=WAV, response_format="diarized_json", chunking_strategy="auto"
    )
    assert [(one.id, one.speaker, one.text) for one in diarized.segments] == [
        ("seg_001", "A", "Good morning."), ("seg_002", "B", "We begin."),
    ]  # fmt: skip
    assert (submitted(ingest)["engine"], submitted(ingest)["speakers"]) == ("assemblyai", True)


@pytest.mark.usefixtures("transcriber")
def test_what_is_asked_for_is_asked_of_the_recording(client: OpenAI, ingest: IngestService) -> None:
    answer = client.audio.transcriptions.with_raw_response.create(
        model="pocketsphinx:en-us", file=WAV, language="en", prompt="Rostrum", keywords=["Caddy", "NATS"],
        temperature=0.2, extra_body={"start": "1.5", "end": "2", "unheard_of": "x"},
        chunking_strategy={"type": "server_vad", "threshold": 0.4},
    )  # fmt: skip
    row = submitted(ingest)
    wanted = {
        "engine": "pocketsphinx", "model": "en-us", "language": "en", "prompt": "Rostrum, Caddy, NATS",
        "start_s": 1.5, "end_s": 2.0, "transcript_only": True, "task": "transcribe",
    }  # fmt: skip
    assert {name: row[name] for name in wanted} == wanted
    assert answer.headers["Location"] == f"/v1/recordings/{row['id']}"


@pytest.mark.filterwarnings("ignore:deprecated:DeprecationWarning")  # the client has it until 2027
def test_translation_where_an_engine_translates(
    client: OpenAI, ingest: IngestService, transcriber: Transcriber
) -> None:
    with pytest.raises(openai.BadRequestError) as refused:
        client.audio.translations.create(model="whisper-1", file=WAV)
    assert refused.value.param == "model"
    assert "whisper (which lacks: run make models)" in str(refused.value)
    ingest.engines.engines = [Engine("pocketsphinx"), Engine("whisper", translates=True)]
    translation = client.audio.translations.create(
        model="whisper-1", file=WAV, response_format="verbose_json"
    )
    assert (translation.text, submitted(ingest)["task"]) == (TEXT, "translate")


def test_a_recording_that_fails_is_told_as_the_fault_of_the_file(
    client: OpenAI, ingest: IngestService
) -> None:
    def fail(worker: Transcriber, recording_id: UUID) -> None:
        problem = Problem.of(corrupt_audio())
        ingest.worker.note_outcome.failed(worker.cause(), recording_id, Stage.PREPARE, problem)

    with Transcriber(ingest).working(fail), pytest.raises(openai.BadRequestError) as refused:
        client.audio.transcriptions.create(model="whisper-1", file=WAV)
    assert (refused.value.code, refused.value.type) == ("corrupt_audio", "invalid_request_error")
    assert refused.value.response.headers["Location"] == f"/v1/recordings/{submitted(ingest)['id']}"


def test_a_cancelled_recording_is_a_conflict_that_is_not_worth_repeating(
    url: str, ingest: IngestService
) -> None:
    def cancel(worker: Transcriber, recording_id: UUID) -> None:
        ingest.client.cancel_recording(ingest.user.tenant_id, recording_id)

    with (
        Transcriber(ingest).working(cancel),
        openai_client(url, max_retries=2) as client,
        pytest.raises(openai.ConflictError),
    ):
        client.audio.transcriptions.create(model="whisper-1", file=WAV)
    assert len(ingest.rows("SELECT 1 FROM recordings")) == 1
