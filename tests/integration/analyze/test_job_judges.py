"""The judge of a job, on chat servers: its tenant's own model, or the installation's."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from chassis.chat import OwnModels
from chassis.clock import SystemClock, new_id
from chassis.errors import Unavailable
from chassis.lent_keys import KeyOffer
from chassis.remote import RemoteApi, bearer
from services.analyze.adapters.outbound.text_model.chat_judge import ChatJudge
from services.analyze.adapters.outbound.text_model.job_judges import JobJudges
from services.analyze.application.ports.text_model import NoJudgement
from services.analyze.domain.content.judging import SYSTEM, GivenJudgement
from tests.builders.chat_server import ChatServer, chat_server
from tests.builders.remote_servers import RemoteServer
from tests.fakes.lent_keys import FakeVault

TENANT, JOB = new_id(), new_id()
VERDICT = {"level": 3, "remark": "It says why.", "quote": "because of the cost"}


def saying(strength: str) -> ChatServer:
    said: dict[str, Any] = {"criteria": {"depth": VERDICT}, "strengths": [strength], "improvements": []}
    return ChatServer(says=lambda system, user: said)


@dataclass
class Bench:
    """`own` is the server that the tenant's key is for."""

    judges: JobJudges
    vault: FakeVault
    own: RemoteServer
    key: str

    def keep(self, *, owners_url: bool = False) -> None:
        offer = KeyOffer("deepseek", text_model="deepseek-chat")
        self.vault.keep(TENANT, offer, f"{self.own.url}/v1", self.key, owners_url=owners_url)

    def ask(self) -> GivenJudgement:
        with self.judges.at_work(TENANT, JOB) as judge:
            assert judge
            return judge.judge(SYSTEM, "{}", ["depth"])


@pytest.fixture
def bench() -> Iterator[Bench]:
    ours, own = saying("Ours."), saying("Own.")
    own.key = "sk-own"
    vault = FakeVault()
    with chat_server(ours) as standing, chat_server(own) as server:
        api = RemoteApi("text_model", f"{standing.url}/v1", bearer(ours.key), now=SystemClock().now)
        models = OwnModels(vault, SystemClock().now, private_urls=False)
        judges = JobJudges(models, ChatJudge(api, "judge"))
        yield Bench(judges, vault, server, own.key)
        judges.close()


def test_the_tenants_own_model_wins_and_its_owner_is_told(bench: Bench) -> None:
    assert bench.ask().strengths == ("Ours.",)
    bench.keep()
    given = bench.ask()
    assert given.strengths == ("Own.",)
    assert given.use
    assert given.use.key_owner == TENANT
    assert bench.vault.lent == [("deepseek", JOB)]


def test_a_server_that_a_user_named_is_judged_at_each_call(bench: Bench) -> None:
    bench.keep(owners_url=True)
    with pytest.raises(NoJudgement):
        bench.ask()
    assert bench.own.received == []


def test_while_nobody_can_tell_whose_keys_there_are_nobody_judges(bench: Bench) -> None:
    bench.vault.down = True
    with pytest.raises(NoJudgement):
        bench.ask()


def test_questions_to_an_own_model_end_with_the_process(bench: Bench) -> None:
    bench.keep()
    with bench.judges.at_work(TENANT, JOB) as judge:
        assert judge
        bench.judges.close()
        with pytest.raises(Unavailable):
            judge.judge(SYSTEM, "{}", ["depth"])
    assert bench.own.received == []
