"""Text to speech as OpenAI's clients ask for it."""

from base64 import b64encode
from collections import deque
from typing import Annotated, Literal

from flask import Response
from pydantic import Field

from chassis.web import (
    Body,
    Call,
    Content,
    Limit,
    Operation,
    Reply,
    ServerEvent,
    StreamTimes,
    View,
    leave_work,
)
from services.ingest.adapters.inbound.http.scopes import READ, WRITE
from services.ingest.application.use_cases.speak_text import SpeakText
from services.ingest.domain.models import SPEECH_MODELS, no_such_model
from services.ingest.domain.speech import (
    FASTEST,
    MAX_CHARS,
    MEDIA_TYPES,
    SLOWEST,
    VOICES,
    AudioKind,
    utterance,
)

_TAG = "OpenAI's audio interface"
_PART_BYTES = 48 * 1024


class VoiceId(Body):
    """A voice as an object."""

    id: str


class SpeechRequest(Body):
    """What is to be said, and how."""

    model: str = Field(description=f"One of {', '.join(SPEECH_MODELS)}; they sound the same.")
    input: Annotated[str, Field(max_length=MAX_CHARS, description="The text.")]
    voice: str | VoiceId = Field(description=f"One of {', '.join(VOICES)}.")
    response_format: AudioKind = Field(default=AudioKind.MP3, strict=False)
    speed: float = Field(default=1.0, ge=SLOWEST, le=FASTEST)
    instructions: str = Field(default="", description="Accepted; the voices here take none.")
    stream_format: Literal["audio", "sse"] = "audio"


class VoiceView(View):
    id: str
    name: str = Field(description="With the voice of espeak-ng behind it.")


class VoiceListView(View):
    voices: list[VoiceView]


class SpeechDoor:
    """The handlers of `/v1/audio/speech` and `/v1/audio/voices`."""

    def __init__(self, speak: SpeakText) -> None:
        self._speak = speak

    def create_speech(self, call: Call, body: SpeechRequest) -> Response:
        """Read a text aloud

        As OpenAI's `POST /v1/audio/speech`, with the voices of espeak-ng. Where no voice is installed, the
        503 says what to install. Nothing of the text is kept.
        """
        if body.model not in SPEECH_MODELS:
            raise no_such_model(body.model, SPEECH_MODELS)
        voice = body.voice.id if isinstance(body.voice, VoiceId) else body.voice
        leave_work()  # the voice has slots of its own
        audio = self._speak(utterance(body.input, voice, body.speed), body.response_format)
        if body.stream_format == "sse":
            return call.stream(_SpeechEvents(audio), StreamTimes(retry_ms=None))
        return Response(audio, content_type=MEDIA_TYPES[body.response_format])

    def list_voices(self, call: Call) -> Reply:
        """List the voices"""
        del call
        views = [VoiceView(id=name, name=f"{name} ({voice})") for name, voice in VOICES.items()]
        return Reply(VoiceListView(voices=views))


class _SpeechEvents:
    """`speech.audio.delta` with the parts of the file, and `speech.audio.done`."""

    def __init__(self, audio: bytes) -> None:
        parts = [audio[start : start + _PART_BYTES] for start in range(0, len(audio), _PART_BYTES)]
        self._events = deque(
            ServerEvent("", "", {"type": "speech.audio.delta", "audio": b64encode(part).decode()})
            for part in parts
        )
        nothing = {"input_tokens": 0, "output_tokens": 0, "total_tokens": 0}
        done = {"type": "speech.audio.done", "usage": nothing}
        self._events.append(ServerEvent("", "", done, last=True))

    def next(self, timeout_s: float) -> ServerEvent | None:
        del timeout_s  # all of it is there
        return self._events.popleft()

    def close(self) -> None:
        self._events.clear()


def speech_operations(door: SpeechDoor, per_minute: int) -> list[Operation]:
    audio = Content((*dict.fromkeys(MEDIA_TYPES.values()), "text/event-stream"), "The audio.")
    return [
        Operation(
            "POST", "/v1/audio/speech", door.create_speech, _TAG, "user", {200: audio},
            (Limit("speech", per_minute),), problems=(404, 503), scope=WRITE,
        ),
        Operation(
            "GET", "/v1/audio/voices", door.list_voices, _TAG, "user", {200: VoiceListView}, scope=READ
        ),
    ]  # fmt: skip
