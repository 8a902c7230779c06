"""A server that speaks OpenAI's audio API, as its documents show it; it hears what a test tells it to."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.parser import BytesParser
from io import BytesIO

import soundfile

from tests.builders.remote_servers import Received, RemoteServer, Reply, error, serving

WORD_S = 0.3


@dataclass
class OpenAIAudio:
    """What the server has and hears."""

    says: str = "Good morning, and thank you."
    models: list[str] = field(default_factory=lambda: ["whisper-1", "gpt-4o-transcribe", "gpt-4o"])
    formats: tuple[str, ...] = ("json", "verbose_json", "diarized_json")
    timed_words: bool = True
    key: str = "openai-test-key"
    forms: list[dict[str, list[str]]] = field(default_factory=list)
    audio_s: list[float] = field(default_factory=list)

    def answer(self, received: Received) -> Reply:
        if received.headers["Authorization"] != f"Bearer {self.key}":
            return error(401)
        if received.path == "/v1/models":
            models = [{"id": model, "object": "model", "owned_by": "test"} for model in self.models]
            return Reply.of({"object": "list", "data": models})
        if received.path in ("/v1/audio/transcriptions", "/v1/audio/translations"):
            return self._transcribe(received)
        return error(404)

    def _transcribe(self, received: Received) -> Reply:
        form, audio = read_form(received)
        self.forms.append(form)
        with soundfile.SoundFile(BytesIO(audio)) as file:
            duration_s = file.frames / file.samplerate
        self.audio_s.append(duration_s)
        wanted = form["response_format"][0]
        if wanted not in self.formats:
            return error(400)
        if wanted == "json":
            return Reply.of({"text": self.says})
        if wanted == "diarized_json":
            return Reply.of(self._diarized(duration_s))
        return Reply.of(self._verbose(form, duration_s))

    def _verbose(self, form: dict[str, list[str]], duration_s: float) -> dict[str, object]:
        tokens = self.says.split()
        words = [
            {"word": token.strip(".,!?"), "start": i * WORD_S, "end": min((i + 1) * WORD_S, duration_s)}
            for i, token in enumerate(tokens)
            if i * WORD_S < duration_s
        ]
        segment = {"id": 0, "start": 0.0, "end": duration_s, "text": " " + self.says, "avg_logprob": -0.2}
        document: dict[str, object] = {
            "task": "transcribe",
            "language": "english",
            "duration": duration_s,
            "text": self.says,
            "segments": [segment],
        }
        if self.timed_words and "word" in form.get("timestamp_granularities[]", ()):
            document["words"] = words
        return document

    def _diarized(self, duration_s: float) -> dict[str, object]:
        half = duration_s / 2
        turns = [("A", 0.0, half, "Good morning."), ("B", half, duration_s, "Hello.")]
        segments = [
            {"type": "transcript.text.segment", "id": f"seg_{i}", "start": start, "end": end, "text": text}
            | {"speaker": speaker}
            for i, (speaker, start, end, text) in enumerate(turns)
        ]
        return {"task": "transcribe", "duration": duration_s, "text": "Good morning. Hello."} | {
            "segments": segments
        }


def read_form(received: Received) -> tuple[dict[str, list[str]], bytes]:
    """The fields of a multipart form, and its file."""
    head = f"Content-Type: {received.headers['Content-Type']}\r\n\r\n".encode()
    fields: dict[str, list[str]] = {}
    audio = b""
    for part in BytesParser().parsebytes(head + received.body).get_payload():
        name = part.get_param("name", header="content-disposition")
        payload = part.get_payload(decode=True)
        if part.get_filename():
            audio = payload
        else:
            fields.setdefault(name, []).append(payload.decode())
    return fields, audio


@contextmanager
def openai_audio() -> Iterator[tuple[OpenAIAudio, RemoteServer]]:
    service = OpenAIAudio()
    with serving(service.answer) as server:
        yield service, server
