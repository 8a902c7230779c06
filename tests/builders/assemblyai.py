"""A server that speaks AssemblyAI's API: upload, submission, polling, deletion."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import BytesIO

import soundfile

from tests.builders.remote_servers import Received, RemoteServer, Reply, error, serving

WORD_MS = 300


@dataclass
class AssemblyAIServer:
    """Each transcript is queued for a look, in work for one, and then done."""

    says: str = "Um, good morning."
    failure: str = ""
    looks: int = 2
    key: str = "assemblyai-test-key"
    uploads: list[bytes] = field(default_factory=list)
    orders: dict[str, dict[str, object]] = field(default_factory=dict)
    looked_at: dict[str, int] = field(default_factory=dict)
    deleted: list[str] = field(default_factory=list)

    def answer(self, received: Received) -> Reply:
        if received.headers["Authorization"] != self.key:
            return Reply.of({"error": "Authentication error, API token missing/invalid"}, 401)
        match received.method, received.path.split("/")[1:]:
            case "POST", ["v2", "upload"]:
                self.uploads.append(received.body)
                return Reply.of({"upload_url": f"https://cdn.example.org/upload/{len(self.uploads) - 1}"})
            case "POST", ["v2", "transcript"]:
                return self._submit(received.json())
            case "GET", ["v2", "transcript", name] if name in self.orders:
                return Reply.of(self._look(name))
            case "DELETE", ["v2", "transcript", name] if name in self.orders:
                self.deleted.append(name)
                return Reply.of(self._document(name, "completed"))
        return error(404)

    def _submit(self, order: dict[str, object]) -> Reply:
        if not order.get("speech_models"):
            return Reply.of({"error": "speech_models is required"}, 400)
        name = f"transcript-{len(self.orders) + 1}"
        self.orders[name] = order
        return Reply.of(self._document(name, "queued"))

    def _look(self, name: str) -> dict[str, object]:
        seen = self.looked_at[name] = self.looked_at.get(name, 0) + 1
        if seen <= self.looks:
            return self._document(name, "queued" if seen == 1 else "processing")
        if self.failure:
            return self._document(name, "error") | {"error": self.failure}
        return self._document(name, "completed") | self._words(name)

    def _document(self, name: str, status: str) -> dict[str, object]:
        url = self.orders[name]["audio_url"]
        return {"id": name, "status": status, "audio_url": url, "language_code": "en_us", "words": None}

    def _words(self, name: str) -> dict[str, object]:
        upload = self.uploads[int(str(self.orders[name]["audio_url"]).rpartition("/")[2])]
        with soundfile.SoundFile(BytesIO(upload)) as file:
            duration_ms = file.frames * 1000 // file.samplerate
        speaker = "A" if self.orders[name].get("speaker_labels") else None
        words = [
            {"text": token, "start": i * WORD_MS, "end": min((i + 1) * WORD_MS, duration_ms)}
            | {"confidence": 0.95, "speaker": speaker}
            for i, token in enumerate(self.says.split())
            if i * WORD_MS < duration_ms
        ]
        return {
            "text": self.says,
            "words": words,
            "audio_duration": duration_ms // 1000,
            "language_confidence": 0.9 if self.orders[name].get("language_detection") else None,
            "confidence": 0.95,
        }


@contextmanager
def assemblyai_server() -> Iterator[tuple[AssemblyAIServer, RemoteServer]]:
    service = AssemblyAIServer()
    with serving(service.answer) as server:
        yield service, server
