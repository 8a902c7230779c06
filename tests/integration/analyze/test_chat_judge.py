"""The judge on a server that speaks chat completions."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from chassis.clock import SystemClock
from chassis.errors import Unavailable
from chassis.remote import RemoteApi, bearer
from services.analyze.adapters.outbound.text_model.chat_judge import ChatJudge
from services.analyze.application.ports.text_model import NoJudgement
from services.analyze.domain.content.judging import SYSTEM, GivenJudgement, GivenVerdict
from tests.builders.chat_server import ChatServer, chat_server
from tests.builders.remote_servers import HANG
from tests.builders.waiting import eventually

VERDICT = {"level": 3, "remark": "It says why.", "quote": "because of the cost"}
SAID: dict[str, Any] = {"criteria": {"depth": VERDICT}, "strengths": ["Concrete."], "improvements": []}


def ask(said: object) -> GivenJudgement:
    server = ChatServer(says=lambda system, user: said)
    with chat_server(server) as running:
        judge = judge_at(running.url, server.key)
        try:
            return judge.judge(SYSTEM, "{}", ["depth"])
        finally:
            judge.close()


def judge_at(url: str, key: str) -> ChatJudge:
    api = RemoteApi("text_model", f"{url}/v1", bearer(key), now=SystemClock().now)
    return ChatJudge(api, "judge")


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


def test_a_process_that_ends_does_not_wait_for_a_model_that_hangs() -> None:
    chat = ChatServer(says=lambda system, user: SAID)
    with chat_server(chat) as running, ThreadPoolExecutor(1) as threads:
        running.broken = HANG
        judge = judge_at(running.url, chat.key)
        asked = threads.submit(judge.judge, SYSTEM, "{}", ["depth"])
        eventually(lambda: bool(running.received))
        judge.close()

        assert isinstance(asked.exception(timeout=5), Unavailable)
        with pytest.raises(Unavailable):
            judge.judge(SYSTEM, "{}", ["depth"])
