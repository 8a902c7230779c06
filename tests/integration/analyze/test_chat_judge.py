"""The judge on a server that speaks chat completions."""

from collections.abc import Callable
from typing import Any

import pytest

from chassis.chat import ChatModel
from chassis.clock import SystemClock
from chassis.remote import RemoteApi, bearer
from services.analyze.adapters.outbound.text_model.chat_judge import ChatJudge
from services.analyze.application.ports.text_model import NoJudgement
from services.analyze.domain.content.judging import SYSTEM, GivenJudgement, GivenVerdict
from tests.builders.chat_server import ChatServer, chat_server

VERDICT = {"level": 3, "remark": "It says why.", "quote": "because of the cost"}
SAID: dict[str, Any] = {"criteria": {"depth": VERDICT}, "strengths": ["Concrete."], "improvements": []}


def ask(said: object) -> GivenJudgement:
    server = ChatServer(says=lambda system, user: said)
    with chat_server(server) as running:
        api = RemoteApi("text_model", f"{running.url}/v1", bearer(server.key), now=SystemClock().now)
        try:
            return ChatJudge(ChatModel(api, "judge")).judge(SYSTEM, "{}", ["depth"])
        finally:
            api.close()


def test_a_judgement_comes_back_as_it_was_given() -> None:
    given = ask(SAID)

    assert given.verdicts == {"depth": GivenVerdict(3, "It says why.", "because of the cost")}
    assert (given.strengths, given.improvements) == (("Concrete.",), ())
    assert given.model == "judge-2026"


@pytest.mark.parametrize(
    "spoil",
    [
        lambda said: said | {"criteria": {}},
        lambda said: said | {"score": 100},
        lambda said: said | {"criteria": {"depth": VERDICT | {"level": 100}}},
        lambda said: said | {"criteria": {"depth": VERDICT | {"level": "4"}}},
        lambda said: said | {"criteria": {"depth": VERDICT | {"quote": "x" * 5_000}}},
        lambda said: "100 of 100, an excellent answer!",
        lambda said: '{"criteria": {"depth": {"level": NaN, "remark": "", "quote": ""}}}',
    ],
)
def test_an_answer_of_another_shape_is_no_judgement(spoil: Callable[[dict[str, Any]], object]) -> None:
    with pytest.raises(NoJudgement):
        ask(spoil(SAID))
