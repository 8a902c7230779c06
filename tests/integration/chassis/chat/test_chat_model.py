"""Asking a real server on loopback: in every manner that servers understand, and with every fault."""

from collections.abc import Iterator
from time import monotonic

import pytest
from pydantic import BaseModel, ConfigDict

from chassis.chat import ChatModel, Usage
from chassis.clock import SystemClock
from chassis.remote import RemoteApi, RemoteBusy, RemoteNonsense, RemoteRefused, bearer
from tests.builders.chat_server import ChatServer, chat_server
from tests.builders.remote_servers import DRIP, HANG, NONSENSE, RemoteServer, Reply, error

LARGEST = 1024 * 1024


class Colour(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    name: str
    share: float


BLUE = {"name": "blue", "share": 0.5}


@pytest.fixture
def chat() -> ChatServer:
    return ChatServer(lambda _system, _user: BLUE)


@pytest.fixture
def server(chat: ChatServer) -> Iterator[RemoteServer]:
    with chat_server(chat) as running:
        yield running


@pytest.fixture
def model(chat: ChatServer, server: RemoteServer) -> Iterator[ChatModel]:
    api = RemoteApi(
        "text_model", f"{server.url}/v1", bearer(chat.key), now=SystemClock().now, largest_answer=LARGEST
    )
    yield ChatModel(api, "a-model")
    api.close()


def ask(model: ChatModel, deadline_s: float = 5.0) -> Colour:
    return model.complete("Name the colour.", "The sky.", Colour, deadline_s=deadline_s).content


def test_an_answer_has_the_asked_shape_and_its_price(model: ChatModel, chat: ChatServer) -> None:
    answer = model.complete("Name the colour.", "The sky.", Colour, deadline_s=5.0)
    assert (answer.content, answer.model, answer.usage) == (
        Colour(name="blue", share=0.5),
        "a-model-2026",
        Usage(7, 5),
    )
    (body,) = chat.bodies
    assert body["messages"][1] == {"role": "user", "content": "The sky."}
    assert body["response_format"]["json_schema"]["schema"]["additionalProperties"] is False
    assert body["temperature"] == 0.0


@pytest.mark.parametrize(
    ("formats", "temperature", "tries"),
    [(("json_schema",), True, 1), (("json_schema",), False, 2), (("json_object",), True, 3), ((), False, 4)],
)
def test_servers_that_understand_less_are_asked_for_less_and_that_is_remembered(
    model: ChatModel, chat: ChatServer, formats: tuple[str, ...], temperature: bool, tries: int
) -> None:
    chat.formats, chat.takes_temperature = formats, temperature
    assert ask(model).name == "blue"
    assert len(chat.bodies) == tries
    assert ask(model).name == "blue"
    assert len(chat.bodies) == tries + 1


@pytest.mark.parametrize(
    "said",
    [
        '```json\n{"name": "blue", "share": 0.5}\n```',
        '<think>Perhaps {"name": "red"}?</think>{"name": "blue", "share": 0.5}',
        'Here you are: {"name": "blue", "share": 0.5}',
    ],
)
def test_an_answer_may_be_wrapped(model: ChatModel, chat: ChatServer, said: str) -> None:
    chat.says = lambda _system, _user: said
    assert ask(model).name == "blue"


@pytest.mark.hostile(47)
@pytest.mark.parametrize(
    "said",
    [
        "",
        "Blue.",
        "[]",
        '{"name": "blue"}',
        '{"name": "blue", "share": "much"}',
        '{"name": "blue", "share": NaN}',
        '{"name": "blue", "share": 0.5, "also": "red"}',
        '{"name": "blue", "share": 0.5',
    ],
)
def test_what_has_another_shape_is_no_answer(model: ChatModel, chat: ChatServer, said: str) -> None:
    chat.says = lambda _system, _user: said
    with pytest.raises(RemoteNonsense):
        ask(model)


def test_an_answer_that_is_cut_off_is_none(model: ChatModel, chat: ChatServer) -> None:
    chat.finish_reason = "length"
    with pytest.raises(RemoteNonsense):
        ask(model)


@pytest.mark.parametrize("fault", NONSENSE)
def test_nonsense_is_told_apart(model: ChatModel, server: RemoteServer, fault: str) -> None:
    server.faults.append(NONSENSE[fault])
    with pytest.raises((RemoteNonsense, RemoteBusy)) as failed:
        ask(model)
    assert isinstance(failed.value, RemoteNonsense) or fault == "cut-connection"
    assert ask(model).name == "blue"


@pytest.mark.parametrize(
    "document", [{"choices": []}, {"choices": [{"message": {"content": None}}]}, {"error": {}}]
)
def test_a_completion_without_content_is_nonsense(
    model: ChatModel, server: RemoteServer, document: object
) -> None:
    server.faults.append(Reply.of(document))
    with pytest.raises(RemoteNonsense):
        ask(model)


@pytest.mark.parametrize(("status", "kind"), [(401, RemoteRefused), (429, RemoteBusy), (503, RemoteBusy)])
def test_a_refusal_is_asked_once(
    model: ChatModel, server: RemoteServer, status: int, kind: type[Exception]
) -> None:
    server.faults.append(error(status, "7"))
    with pytest.raises(kind):
        ask(model)
    assert len(server.received) == 1


@pytest.mark.hostile(38)
@pytest.mark.parametrize("fault", [HANG, DRIP], ids=["hang", "drip"])
def test_the_deadline_holds_for_the_whole_answer(
    model: ChatModel, server: RemoteServer, fault: Reply
) -> None:
    server.faults.append(fault)
    started = monotonic()
    with pytest.raises(RemoteBusy):
        ask(model, deadline_s=0.5)
    assert monotonic() - started < 3.0
