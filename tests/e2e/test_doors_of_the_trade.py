"""The doors that speech clients know, on the whole platform: real speech, the real `openai` client."""

import json
import re
import wave
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openai
import pytest
from openai import OpenAI

from deploy.local.platform import LocalPlatform
from tests.builders.people import Person
from tests.builders.speech import Speech
from tests.builders.trade_door import openai_client

SAID = "Good morning and thank you for coming. [pause 0.8] Today I want to talk about the way we listen."
CUE = r"\d\d:\d\d:\d\d[,.]\d{3} --> \d\d:\d\d:\d\d[,.]\d{3}"


@pytest.fixture(scope="module")
def client(platform: LocalPlatform, anna: Person) -> Iterator[OpenAI]:
    with openai_client(platform.url, anna.tokens["access_token"]) as opened:
        yield opened


@pytest.fixture(scope="module")
def talk(speech: Speech) -> Path:
    return speech.say(SAID)


def transcribe(client: OpenAI, audio: Path, **options: Any) -> Any:  # noqa: ANN401
    return client.audio.transcriptions.create(model="whisper-1", file=audio, **options)


def test_the_words_in_one_call_and_the_recording_is_there(client: OpenAI, anna: Person, talk: Path) -> None:
    answer = client.audio.transcriptions.with_raw_response.create(model="whisper-1", file=talk)
    transcription = answer.parse()
    assert transcription.text
    assert transcription.to_dict()["usage"] == {"type": "duration", "seconds": pytest.approx(6, abs=2)}
    recording = anna.http.get(answer.headers["Location"]).json()
    assert recording["status"] == "completed"
    assert anna.http.get(recording["links"]["transcript"]).json()["clean"] == transcription.text


def test_times_lie_in_the_audio_and_follow_each_other(client: OpenAI, talk: Path) -> None:
    verbose = transcribe(
        client, talk, response_format="verbose_json", timestamp_granularities=["word", "segment"]
    )
    assert verbose.language == "english"
    for timed in (verbose.words, verbose.segments):
        assert all(0 <= one.start < one.end <= verbose.duration for one in timed)
        assert [one.start for one in timed] == sorted(one.start for one in timed)
    assert " ".join(word.word for word in verbose.words) == verbose.text


@pytest.mark.parametrize(
    ("kind", "pattern"),
    [("text", r"\S.*\n"), ("srt", rf"1\n{CUE}\n\S"), ("vtt", rf"WEBVTT\n\n(\d+\n)?{CUE}")],
)
def test_texts_and_subtitles(client: OpenAI, talk: Path, kind: str, pattern: str) -> None:
    assert re.match(pattern, transcribe(client, talk, response_format=kind).lstrip("\ufeff"))


def test_a_part_of_the_audio(client: OpenAI, talk: Path) -> None:
    part = transcribe(client, talk, response_format="verbose_json", extra_body={"start": "1", "end": "3"})
    assert part.duration == pytest.approx(2, abs=0.1)


@pytest.mark.long
def test_more_than_a_minute_streams_in_pieces_and_ends_with_the_whole(client: OpenAI, speech: Speech) -> None:
    minute = speech.say(" [pause 0.9] ".join([SAID] * 11))
    with transcribe(client, minute, stream=True) as stream:
        *deltas, done = list(stream)
    assert len(deltas) > 1
    assert {delta.type for delta in deltas} == {"transcript.text.delta"}
    assert done.to_dict()["usage"]["seconds"] > 60
    assert len(done.text.split()) == pytest.approx(len("".join(d.delta for d in deltas).split()), rel=0.2)


def test_a_repeated_key_is_the_same_recording(client: OpenAI, anna: Person, talk: Path) -> None:
    key = {"Idempotency-Key": "the-same-talk"}
    first, second = (
        client.audio.transcriptions.with_raw_response.create(model="whisper-1", file=talk, extra_headers=key)
        for _ in range(2)
    )
    assert first.headers["Location"] == second.headers["Location"]
    assert first.parse().text == second.parse().text


@pytest.mark.filterwarnings("ignore:deprecated:DeprecationWarning")  # the client has translations until 2027
def test_what_no_engine_here_can_do_names_those_that_could(client: OpenAI, talk: Path) -> None:
    with pytest.raises(openai.BadRequestError, match=r"Engines that could: .*openai"):
        client.audio.translations.create(model="whisper-1", file=talk)
    with pytest.raises(openai.BadRequestError, match="assemblyai"):
        transcribe(client, talk, response_format="diarized_json")


def test_errors_are_those_that_the_client_knows(platform: LocalPlatform, client: OpenAI, talk: Path) -> None:
    with pytest.raises(openai.NotFoundError, match="pocketsphinx"):
        client.audio.transcriptions.create(model="whisper-9", file=talk)
    with pytest.raises(openai.BadRequestError, match="verbose_json"):
        transcribe(client, talk, response_format="docx")
    with pytest.raises(openai.BadRequestError) as empty:
        client.audio.transcriptions.create(model="whisper-1", file=("a.wav", b""))
    assert empty.value.code == "empty_upload"
    with openai_client(platform.url, "sk-nobody") as stranger, pytest.raises(openai.AuthenticationError):
        transcribe(stranger, talk)


def test_models_name_the_engine_at_hand(client: OpenAI) -> None:
    models = {model.id for model in client.models.list()}
    assert {"whisper-1", "pocketsphinx", "tts-1"} <= models
    assert client.models.retrieve("pocketsphinx").owned_by == "pocketsphinx"


def test_what_is_read_aloud_can_be_heard(client: OpenAI) -> None:
    spoken = client.audio.speech.create(model="tts-1", voice="alloy", input="Thank you for coming.")
    heard = client.audio.transcriptions.create(
        model="whisper-1", file=("spoken.mp3", spoken.content), response_format="verbose_json"
    )
    assert heard.duration == pytest.approx(1.5, abs=0.7)


def test_asr_gives_subtitles_and_json(anna: Person, talk: Path) -> None:
    def asr(**asked: str) -> str:
        answer = anna.http.post("/asr", params=asked, files={"audio_file": talk.read_bytes()})
        assert answer.status_code == 200, answer.text
        return answer.text

    assert re.match(rf"1\n{CUE}\n", asr(output="srt", task="transcribe", language="en"))
    result = json.loads(asr(output="json", word_timestamps="true"))
    assert result["language"] == "en"
    assert result["segments"][0]["words"]
    assert asr(output="tsv").startswith("start\tend\ttext\n")


def test_raw_samples_as_bazarr_sends_them(anna: Person, talk: Path) -> None:

    with wave.open(str(talk)) as file:
        rate, samples = file.getframerate(), file.readframes(file.getnframes())
    answer = anna.http.post(
        "/asr", params={"encode": "false", "output": "txt"}, files={"audio_file": samples}
    )
    assert (answer.status_code, rate) == (200, 22_050), answer.text
