"""A server that speaks OpenAI's chat completions, as its documents show them; it says what a test wants."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from tests.builders.remote_servers import Received, RemoteServer, Reply, error, serving

Says = Callable[[str, str], object]
"""(system, user) -> the answer, as JSON can say it, or text as it is."""


@dataclass
class ChatServer:
    """What the server knows; it refuses parameters that it does not understand, as servers do."""

    says: Says
    key: str = "text-model-test-key"
    formats: tuple[str, ...] = ("json_schema", "json_object")
    takes_temperature: bool = True
    finish_reason: str = "stop"
    bodies: list[dict[str, Any]] = field(default_factory=list)

    def answer(self, received: Received) -> Reply:
        if received.headers["Authorization"] != f"Bearer {self.key}":
            return error(401)
        if (received.method, received.path) != ("POST", "/v1/chat/completions"):
            return error(404)
        body: dict[str, Any] = json.loads(received.body)
        self.bodies.append(body)
        wanted = body.get("response_format", {}).get("type")
        if (wanted and wanted not in self.formats) or ("temperature" in body and not self.takes_temperature):
            return error(400)
        system, user = (message["content"] for message in body["messages"])
        said = self.says(system, user)
        return Reply.of(self._completion(body["model"], said if isinstance(said, str) else json.dumps(said)))

    def _completion(self, model: str, content: str) -> dict[str, object]:
        message = {"role": "assistant", "content": content, "refusal": None}
        choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": self.finish_reason}
        usage = {"prompt_tokens": 7, "completion_tokens": 5, "total_tokens": 12}
        named = {
            "id": "chatcmpl-1",
            "object": "chat.completion",
            "created": 1763717400,
            "model": f"{model}-2026",
        }
        return {**named, "choices": [choice], "usage": usage}


@contextmanager
def chat_server(chat: ChatServer) -> Iterator[RemoteServer]:
    with serving(chat.answer) as server:
        yield server
