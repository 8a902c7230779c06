"""Engines that tenants open with keys of their own, against a server that speaks OpenAI's protocol."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from pydantic import SecretStr

from chassis.clock import SystemClock, new_id
from chassis.errors import Unavailable
from chassis.lent_keys import KeyOffer
from services.transcribe.adapters.outbound.recognizers.configured import configured_engines
from services.transcribe.adapters.outbound.recognizers.engines_at_hand import EnginesAtHand
from services.transcribe.adapters.outbound.recognizers.remote.call_book import SpendCapReached
from services.transcribe.adapters.outbound.recognizers.resources import Resources
from services.transcribe.application.ports.audio import LocalAudio
from services.transcribe.application.ports.engines import Errand
from services.transcribe.application.ports.recognizer import EngineRefused, Hearing
from services.transcribe.domain.engines import EngineWish
from services.transcribe.domain.problems import EngineNotAtHand
from tests.builders.engine_settings import Chosen
from tests.builders.openai_audio import OpenAIAudio, openai_audio
from tests.builders.prepared_audio import noise, prepared
from tests.builders.remote_engines import a_task
from tests.builders.remote_servers import RemoteServer
from tests.fakes.call_book import FakeCallBook
from tests.fakes.lent_keys import FakeVault
from tests.fakes.speech_recognizer import FakeRecognizer, says

OWN_KEY = "sk-own-key-of-ada"
OFFER = KeyOffer("openai", speech_model="whisper-1")


@dataclass
class Bench:
    """Engines over a vault; `operators` and `own` are two services."""

    engines: EnginesAtHand
    vault: FakeVault
    book: FakeCallBook
    own: OpenAIAudio
    own_server: RemoteServer
    operators: OpenAIAudio
    audio: LocalAudio

    def keep(self, errand: Errand, offer: KeyOffer = OFFER, **more: bool) -> None:
        self.vault.keep(errand.tenant_id, offer, f"{self.own_server.url}/v1", OWN_KEY, **more)

    def hear(self, errand: Errand, name: str = "openai", model: str = "whisper-1") -> Hearing:
        task = a_task(self.audio, tenant_id=errand.tenant_id, job_key=f"{errand.job_id}/1")
        with self.engines.at_work(name, model, errand) as engine:
            return engine.recognize(task).result(30)


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    with openai_audio() as (operators, server), openai_audio() as (own, own_server):
        own.key, own.says, operators.says = OWN_KEY, "Paid by Ada.", "Paid by the operator."
        vault, book = FakeVault(), FakeCallBook()
        settings = Chosen(
            openai_url=f"{server.url}/v1",
            openai_key=SecretStr(operators.key),
            engine_prices={"openai/whisper-1": 0.6, "openai_compatible/my-whisper": 0.1},
        )
        embedded = FakeRecognizer(says("hello"))
        engines = configured_engines(settings, Resources(embedded, book, 2, SystemClock().now, vault))
        audio = prepared(tmp_path, noise(3.0))
        yield Bench(engines, vault, book, own, own_server, operators, audio)
        engines.stop(1.0)


@pytest.fixture
def errand() -> Errand:
    return Errand(new_id(), new_id())


def said(hearing: Hearing) -> str:
    return " ".join(word.text for word in hearing.words)


def test_the_tenants_own_key_wins_over_the_operators(bench: Bench, errand: Errand) -> None:
    other = Errand(new_id(), new_id())
    bench.keep(errand)
    assert said(bench.hear(errand)) == "paid by ada"
    assert said(bench.hear(other)) == "paid by the operator"
    assert bench.vault.lent == [("openai", errand.job_id)]


def test_what_an_own_key_pays_is_recorded_and_does_not_count_as_spent(bench: Bench, errand: Errand) -> None:
    bench.keep(errand)
    bench.book.cap_usd = 0.0
    assert bench.hear(errand).cost_usd == pytest.approx(0.03)
    (call,) = bench.book.paid
    assert (call.key_owner, call.audio_s) == (errand.tenant_id, 3.0)
    assert bench.book.spending == {}
    with pytest.raises(EngineRefused) as refused:
        bench.hear(Errand(new_id(), new_id()))
    assert isinstance(refused.value.__cause__, SpendCapReached)


def test_a_key_that_the_provider_refuses_is_told_to_its_owner(bench: Bench, errand: Errand) -> None:
    bench.keep(errand)
    bench.own.key = "another"
    with pytest.raises(EngineRefused) as refused:
        bench.hear(errand)
    assert refused.value.problem.code == "own_key_refused"
    assert OWN_KEY not in str(refused.value)
    assert said(bench.hear(Errand(new_id(), new_id()))) == "paid by the operator"


def test_a_server_of_ones_own_is_an_engine(bench: Bench, errand: Errand) -> None:
    bench.keep(errand, KeyOffer("openai_compatible", speech_model="my-whisper"))
    wish = EngineWish(engine="openai_compatible")
    chosen = bench.engines.choose(wish, errand.tenant_id)[0]
    assert (chosen.engine.name, chosen.engine.model) == ("openai_compatible", "my-whisper")
    assert said(bench.hear(errand, "openai_compatible", "my-whisper")) == "paid by ada"
    assert bench.own.forms[0]["model"] == ["my-whisper"]
    with pytest.raises(EngineNotAtHand):
        bench.engines.choose(wish, new_id())


def test_a_server_that_a_user_named_is_judged_at_each_call(bench: Bench, errand: Errand) -> None:
    """B3: its name has come to mean loopback since it was kept."""
    bench.keep(errand, KeyOffer("openai_compatible", speech_model="my-whisper"), owners_url=True)
    with pytest.raises(EngineRefused, match="another port"):
        bench.hear(errand, "openai_compatible", "my-whisper")
    assert bench.own_server.received == []


def test_a_key_that_is_gone_when_its_piece_is_heard_leaves_the_operators_engine(
    bench: Bench, errand: Errand
) -> None:
    bench.keep(errand)
    bench.engines.choose(EngineWish(engine="openai"), errand.tenant_id)
    bench.vault.kept.clear()
    assert said(bench.hear(errand)) == "paid by the operator"


def test_while_nobody_can_tell_whose_keys_there_are_work_waits(bench: Bench, errand: Errand) -> None:
    bench.vault.down = True
    with pytest.raises(Unavailable):
        bench.engines.choose(EngineWish(), errand.tenant_id)
    with pytest.raises(Unavailable):
        bench.hear(errand)
