"""Chat completions, as OpenAI's API has them and DeepSeek, Ollama, vLLM and others speak them."""

import json
from dataclasses import dataclass, replace
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, Field, ValidationError

from chassis.remote import RemoteApi, RemoteNonsense, RemoteRefused, parse_answer, within

Shape = TypeVar("Shape", bound=BaseModel)
_NOT_UNDERSTOOD = frozenset({400, 404, 415, 422})
"""How servers refuse a parameter that they don't know."""


@dataclass(frozen=True)
class Usage:
    """Tokens as the server counted them; 0 where it does not."""

    prompt: int = 0
    completion: int = 0

    @property
    def tokens(self) -> int:
        return self.prompt + self.completion


@dataclass(frozen=True)
class Prices:
    """US dollars for a million tokens of questions, and of answers."""

    prompt_usd: float = 0.0
    completion_usd: float = 0.0

    def cost_usd(self, usage: Usage) -> float:
        return (usage.prompt * self.prompt_usd + usage.completion * self.completion_usd) / 1_000_000


FREE = Prices()


@dataclass(frozen=True)
class Answer(Generic[Shape]):
    content: Shape
    model: str
    """As the server names it, which may be more exact than what was asked for."""
    usage: Usage
    cost_usd: float = 0.0


@dataclass(frozen=True)
class Manner:
    """One way to ask; servers differ in what they understand."""

    response_format: str | None
    temperature: float | None


MANNERS = (
    Manner("json_schema", 0.0),
    Manner("json_schema", None),
    Manner("json_object", 0.0),
    Manner(None, None),
)
"""From the strictest to what every server understands."""


class ChatModel:
    """One model of one server. Which manner it understands is found out once and remembered."""

    def __init__(self, api: RemoteApi, model: str, prices: Prices = FREE) -> None:
        self._api = api
        self._model = model
        self._prices = prices
        self._first = 0

    @property
    def model(self) -> str:
        return self._model

    def close(self) -> None:
        self._api.close()

    def complete(self, system: str, user: str, shape: type[Shape], *, deadline_s: float) -> Answer[Shape]:
        """Raises `RemoteBusy`, `RemoteNonsense` and `RemoteRefused`, and nothing else."""
        with within(deadline_s):
            return self._complete(system, user, shape, deadline_s)

    def _complete(self, system: str, user: str, shape: type[Shape], deadline_s: float) -> Answer[Shape]:
        for place in range(self._first, len(MANNERS)):
            body = self._body(MANNERS[place], system, user, shape)
            try:
                document = self._api.json("POST", "chat/completions", body, deadline_s=deadline_s)
            except RemoteRefused as refused:
                if refused.status in _NOT_UNDERSTOOD and place + 1 < len(MANNERS):
                    continue
                raise
            self._first = place
            answer = _answer(document, self._model, shape)
            return replace(answer, cost_usd=self._prices.cost_usd(answer.usage))
        raise AssertionError("the last manner is answered or refused")

    def _body(self, manner: Manner, system: str, user: str, shape: type[Shape]) -> dict[str, Any]:
        schema = shape.model_json_schema()
        told = (
            f"{system}\n\nAnswer with one JSON object and nothing else, by this schema: {json.dumps(schema)}"
        )
        body: dict[str, Any] = {
            "model": self._model,
            "messages": [{"role": "system", "content": told}, {"role": "user", "content": user}],
        }
        if manner.temperature is not None:
            body["temperature"] = manner.temperature
        if manner.response_format == "json_schema":
            named = {"name": shape.__name__, "strict": True, "schema": schema}
            body["response_format"] = {"type": "json_schema", "json_schema": named}
        elif manner.response_format:
            body["response_format"] = {"type": manner.response_format}
        return body


class _Message(BaseModel):
    content: str


class _Choice(BaseModel):
    message: _Message
    finish_reason: str | None = None


class _Tokens(BaseModel):
    prompt_tokens: int = 0
    completion_tokens: int = 0


class _Completion(BaseModel):
    """What is read of an answer; servers add fields of their own."""

    choices: list[_Choice] = Field(min_length=1)
    model: str | None = None
    usage: _Tokens | None = None


def _answer(document: object, asked: str, shape: type[Shape]) -> Answer[Shape]:
    try:
        completion = _Completion.model_validate(document)
        choice = completion.choices[0]
        if choice.finish_reason == "length":
            raise RemoteNonsense("the answer is cut off")
        content = shape.model_validate(parse_answer(_object_in(choice.message.content)))
    except ValidationError as error:
        raise RemoteNonsense("the answer has another shape than was asked for") from error
    usage = completion.usage or _Tokens()
    counted = Usage(usage.prompt_tokens, usage.completion_tokens)
    return Answer(content, completion.model or asked, counted)


def _object_in(text: str) -> str:
    """Models that think aloud or fence their answer end with it all the same."""
    said = text.rpartition("</think>")[2]
    return said[said.find("{") : said.rfind("}") + 1]
