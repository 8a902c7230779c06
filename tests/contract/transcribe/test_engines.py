"""What every keeper of engines promises, as configured and as the fake."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest

from chassis.clock import new_id
from services.transcribe.adapters.outbound.recognizers.engines_at_hand import (
    EnginesAtHand,
    NotAtHand,
    SingleModel,
)
from services.transcribe.application.ports.engines import EngineChoice, Engines, Errand
from services.transcribe.application.ports.recognizer import SpeechRecognizer
from services.transcribe.domain.engines import Capabilities, EngineWish
from services.transcribe.domain.problems import (
    EngineNotAtHand,
    UnknownEngine,
    UnknownModel,
    UnsupportedLanguage,
)
from services.transcribe.domain.transcript import Engine
from tests.fakes.engines import FakeEngines
from tests.fakes.speech_recognizer import PLAIN, FakeRecognizer, says

FREE = replace(PLAIN, takes_reference=False, follows_free_speech=True)
TENANT = new_id()
ERRAND = Errand(TENANT, new_id())
Keeper = Callable[[Sequence[SpeechRecognizer]], Engines]


def at_hand(recognizers: Sequence[SpeechRecognizer]) -> Engines:
    return EnginesAtHand([SingleModel(recognizer) for recognizer in recognizers])


@pytest.fixture(params=[at_hand, FakeEngines], ids=["at-hand", "fake"])
def keeper(request: pytest.FixtureRequest) -> Keeper:
    chosen: Keeper = request.param
    return chosen


def an_engine(name: str, able: Capabilities = FREE) -> FakeRecognizer:
    return FakeRecognizer(says("hello"), capabilities=able, engine=Engine(name, "1", f"{name}-model"))


EMBEDDED, FIRST, SECOND = an_engine("embedded", PLAIN), an_engine("first"), an_engine("second")


def names(engines: Sequence[EngineChoice]) -> list[str]:
    return [engine.engine.name for engine in engines]


def put_to_work(engines: Engines, name: str, model: str = "") -> None:
    with engines.at_work(name, model, ERRAND):
        raise AssertionError("there is no such engine")


def test_the_best_comes_first_and_the_others_stand_by(keeper: Keeper) -> None:
    engines = keeper([EMBEDDED, FIRST, SECOND])
    assert names(engines.choose(EngineWish(), TENANT)) == ["first", "second", "embedded"]
    assert names(engines.choose(EngineWish(reads_text=True), TENANT)) == ["embedded", "first", "second"]
    assert names(engines.choose(EngineWish(engine="second"), TENANT)) == ["second", "first", "embedded"]


def test_what_is_named_is_what_was_chosen(keeper: Keeper) -> None:
    engines = keeper([EMBEDDED, FIRST])
    for engine in engines.choose(EngineWish(), TENANT):
        with engines.at_work(engine.engine.name, engine.engine.model, ERRAND) as working:
            assert working is engine


def test_what_there_is_not_is_told_with_what_there_is(keeper: Keeper) -> None:
    engines = keeper([EMBEDDED, FIRST])
    with pytest.raises(UnknownEngine, match="embedded, first"):
        put_to_work(engines, "third")
    with pytest.raises(UnknownEngine):
        engines.choose(EngineWish(engine="third"), TENANT)
    with pytest.raises(UnknownModel, match="first-model"):
        put_to_work(engines, "first", "large")
    with pytest.raises(UnknownModel):
        engines.choose(EngineWish(engine="first", model="large"), TENANT)
    with pytest.raises(UnsupportedLanguage):
        engines.choose(EngineWish(language="tlh"), TENANT)


def test_all_are_described_in_the_configured_order(keeper: Keeper) -> None:
    described = keeper([FIRST, EMBEDDED]).describe(TENANT)
    assert [engine.name for engine in described] == ["first", "embedded"]
    assert [engine.preferred for engine in described] == [True, False]
    assert described[0].models == ("first-model",)
    assert described[0].capabilities == FREE


class SeveralModels(SingleModel):
    """One model for English, one for all languages."""

    def __init__(self) -> None:
        super().__init__(an_engine("several"))
        able = {"english": FREE, "all": replace(FREE, languages=(), translates=True, detects_language=True)}
        self._able = able
        self._recognizers = {
            model: FakeRecognizer(says("hi"), capabilities=can, engine=Engine("several", "1", model))
            for model, can in able.items()
        }

    def models(self) -> Sequence[str]:
        return tuple(self._able)

    def has(self, model: str) -> bool:
        return model in self._able

    def capabilities(self, model: str) -> Capabilities:
        return self._able[model]

    def recognizer(self, model: str) -> SpeechRecognizer:
        return self._recognizers[model]


def model_for(wish: EngineWish) -> str:
    return EnginesAtHand([SeveralModels()]).choose(wish, TENANT)[0].engine.model


def test_of_several_models_the_first_that_can_do_it_is_taken() -> None:
    assert model_for(EngineWish()) == "english"
    assert model_for(EngineWish(language="de")) == "all"
    assert model_for(EngineWish(language="")) == "all"
    assert model_for(EngineWish(translate=True)) == "all"
    assert model_for(EngineWish(engine="several", model="all")) == "all"
    assert model_for(EngineWish(model="all")) == "all"
    with pytest.raises(UnknownModel, match="english, all"):
        model_for(EngineWish(model="large"))


def test_an_engine_that_lacks_something_says_what() -> None:
    lacking = NotAtHand("cloud", ("one",), lambda _: FREE, "no key. Put it into the file cloud_key")
    engines = EnginesAtHand([lacking, SingleModel(EMBEDDED)])
    assert names(engines.choose(EngineWish(), TENANT)) == ["embedded"]
    for ask in (
        lambda: put_to_work(engines, "cloud"),
        lambda: engines.choose(EngineWish(engine="cloud"), TENANT),
    ):
        with pytest.raises(EngineNotAtHand, match="cloud_key"):
            ask()
    cloud, embedded = engines.describe(TENANT)
    assert (cloud.available, cloud.missing[:6], cloud.preferred) == (False, "no key", False)
    assert embedded.preferred


def test_where_nothing_is_at_hand_nothing_is_preferred() -> None:
    lacking = NotAtHand("cloud", ("one",), lambda _: FREE, "no key")
    assert [engine.preferred for engine in EnginesAtHand([lacking]).describe(TENANT)] == [False]
