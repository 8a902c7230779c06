"""OpenAI's audio API, asked through its own client."""

from collections.abc import Mapping
from typing import Any, cast

from openai import OpenAI

from chassis.remote import RemoteApi, RemoteNonsense, RemoteRefused, parse_answer
from services.transcribe.adapters.outbound.recognizers.openai_server import models
from services.transcribe.adapters.outbound.recognizers.openai_server.answers import read_hearing
from services.transcribe.adapters.outbound.recognizers.prompting import prompt_of
from services.transcribe.adapters.outbound.recognizers.remote.call_book import Call, CallBook
from services.transcribe.adapters.outbound.recognizers.remote.piece_audio import MEDIA_TYPE, as_flac
from services.transcribe.application.ports.recognizer import Hearing, Task
from services.transcribe.domain.problems import primary_language
from services.transcribe.domain.transcript import Engine

DEADLINE_S = 55.0
"""Together with what is around the call less than a minute, after which another engine gets the piece."""
_FORMAT_UNKNOWN = frozenset({400, 415, 422})


class OpenAIServer:
    """One model of one server. `api.client` carries the key."""

    def __init__(self, api: RemoteApi, key: str | None, model: str, name: str = models.NAME) -> None:
        self.engine = Engine(name, models.API_VERSION, model)
        self.capabilities = models.capabilities(model)
        self._api = api
        # The SDK takes httpx clients of both generations; its types know the newer one only.
        transport = cast(Any, api.client)
        url = str(api.client.base_url)
        self._client = OpenAI(api_key=key or "none", base_url=url, http_client=transport, max_retries=0)
        self._format = "verbose_json" if models.is_timed(model) else "json"

    def ask(self, task: Task, call: Call, book: CallBook) -> Mapping[str, Any]:
        """Servers that don't know the format with times are asked for plain text from then on."""
        del book  # one call, answered at once
        form = self._form(task) | {"extra_headers": {"Idempotency-Key": call.key.job_key}}
        with self._api.attempt(DEADLINE_S):
            try:
                return self._send(task, form | self._shape(task))
            except RemoteRefused as refused:
                if self._format == "json" or refused.status not in _FORMAT_UNKNOWN:
                    raise
            answer = self._send(task, form | {"response_format": "json"})
            self._format = "json"
            return answer

    def read(self, answer: Mapping[str, Any], task: Task) -> Hearing:
        return read_hearing(answer, task.span)

    def forget(self, answer: Mapping[str, Any]) -> None:
        """The service keeps nothing that could be deleted."""

    def stop(self) -> None:
        """A call is over within its deadline."""

    def _form(self, task: Task) -> dict[str, Any]:
        form: dict[str, Any] = {
            "file": ("piece.flac", as_flac(task.audio, task.span), MEDIA_TYPE),
            "model": self.engine.model,
        }
        prompt = prompt_of(task)
        if prompt and not self.capabilities.speakers:  # refused by the model that tells speakers apart
            form["prompt"] = prompt
        if task.language and not task.translate:
            form["language"] = primary_language(task.language)
        return form

    def _shape(self, task: Task) -> dict[str, Any]:
        if self.capabilities.speakers:
            return {"response_format": "diarized_json", "chunking_strategy": "auto"}
        if self._format == "json" or task.translate:
            return {"response_format": self._format}
        return {"response_format": self._format, "timestamp_granularities": ["word", "segment"]}

    def _send(self, task: Task, form: Mapping[str, Any]) -> Mapping[str, Any]:
        audio = self._client.audio
        if task.translate:
            response = audio.translations.with_raw_response.create(**form)
        else:
            response = audio.transcriptions.with_raw_response.create(**form)
        answer = parse_answer(response.http_response.content)
        if not isinstance(answer, dict):
            raise RemoteNonsense("the answer is no JSON object")
        return answer
