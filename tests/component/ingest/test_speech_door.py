"""Texts read aloud, as OpenAI's own client asks for it; the voice itself is scripted."""

import json
from base64 import b64decode
from collections.abc import Iterator
from threading import Event, Thread
from typing import Any

import openai
import pytest
from openai import OpenAI

from services.ingest.application.ports.voices import VoiceFailed, VoiceMissing
from services.ingest.domain.speech import VOICES, Utterance
from tests.builders.ingest_service import IngestService
from tests.builders.trade_door import openai_client, served


@pytest.fixture
def client(ingest: IngestService) -> Iterator[OpenAI]:
    with served(ingest) as url, openai_client(url) as opened:
        yield opened


def say(client: OpenAI, **options: Any) -> Any:  # noqa: ANN401
    asked = {"model": "tts-1", "voice": "alloy", "input": "Good morning."} | options
    return client.audio.speech.create(**asked)


def test_a_text_is_spoken_by_the_voice_behind_the_name(client: OpenAI, ingest: IngestService) -> None:
    answer = say(client, voice={"id": "onyx"}, speed=1.5, response_format="opus", instructions="Cheerfully.")
    assert answer.content == b"opus: Good morning."
    assert answer.response.headers["Content-Type"] == "audio/ogg"
    assert ingest.voice.said == [Utterance("Good morning.", VOICES["onyx"], 1.5)]


def test_mp3_unless_another_format_is_asked_for(client: OpenAI) -> None:
    answer = say(client)
    assert (answer.content, answer.response.headers["Content-Type"]) == (b"mp3: Good morning.", "audio/mpeg")


def test_events_carry_the_same_file(client: OpenAI) -> None:
    with client.audio.speech.with_streaming_response.create(
        model="gpt-4o-mini-tts", voice="alloy", input="x" * 4096, stream_format="sse", response_format="pcm"
    ) as answer:
        assert answer.headers["Content-Type"] == "text/event-stream"
        frames = answer.read().decode().strip().split("\n\n")
    events = [json.loads(frame.removeprefix("data: ")) for frame in frames]
    assert [event["type"] for event in events] == ["speech.audio.delta", "speech.audio.done"]
    assert b64decode(events[0]["audio"]) == b"pcm: " + b"x" * 4096


@pytest.mark.parametrize(
    ("options", "param"),
    [
        ({"voice": "nobody"}, "voice"),
        ({"input": ""}, "input"),
        ({"input": " \n"}, "input"),
        ({"input": "x" * 4097}, "input"),
        ({"response_format": "ogg"}, "response_format"),
        ({"speed": 5}, "speed"),
        ({"speed": 0.1}, "speed"),
        ({"stream_format": "video"}, "stream_format"),
        ({"extra_body": {"engine": "--help"}}, "engine"),
    ],
)
def test_a_parameter_that_makes_no_sense_is_named(
    client: OpenAI, ingest: IngestService, options: dict[str, Any], param: str
) -> None:
    with pytest.raises(openai.BadRequestError) as refused:
        say(client, **options)
    assert refused.value.param == param
    assert ingest.voice.said == []


def test_an_unknown_model_does_not_exist(client: OpenAI) -> None:
    with pytest.raises(openai.NotFoundError, match="tts-1-hd"):
        say(client, model="whisper-1")


def test_without_a_voice_the_extra_is_named(client: OpenAI, ingest: IngestService) -> None:
    def missing() -> None:
        raise VoiceMissing

    ingest.voice.during = missing
    with pytest.raises(openai.InternalServerError, match="extra `voice`") as refused:
        say(client)
    assert (refused.value.status_code, refused.value.code) == (503, "voice_not_installed")
    assert refused.value.response.headers["X-Should-Retry"] == "false"


def test_a_voice_that_fails_can_be_asked_again(client: OpenAI, ingest: IngestService) -> None:
    def fail() -> None:
        raise VoiceFailed("it choked on a secret")

    ingest.voice.during = fail
    with pytest.raises(openai.InternalServerError) as refused:
        say(client)
    assert refused.value.code == "voice_failed"
    assert "secret" not in str(refused.value)
    ingest.voice.during = lambda: None
    assert say(client).content


def test_no_more_at_a_time_than_there_are_slots(client: OpenAI, ingest: IngestService) -> None:
    begun, go_on = [Event(), Event()], Event()
    waiting = iter(begun)

    def hold() -> None:
        next(waiting).set()
        assert go_on.wait(20)

    ingest.voice.during = hold
    speakers = [Thread(target=say, args=(client,)) for _ in begun]
    for speaker in speakers:
        speaker.start()
    assert all(event.wait(20) for event in begun)
    with pytest.raises(openai.InternalServerError) as refused:
        say(client)
    go_on.set()
    for speaker in speakers:
        speaker.join()
    assert refused.value.code == "voice_busy"
    ingest.voice.during = lambda: None
    assert say(client).content


def test_the_voices_have_names(client: OpenAI) -> None:
    listed = client.get("/audio/voices", cast_to=dict[str, Any])
    assert {voice["id"] for voice in listed["voices"]} == set(VOICES)
    assert {"tts-1", "tts-1-hd", "gpt-4o-mini-tts"} <= {model.id for model in client.models.list()}
