"""Which engine a recording gets."""

from dataclasses import replace

import pytest

from chassis.errors import InvalidInput
from services.transcribe.domain.engines import EngineDescription, EngineWish, order_of_choice
from services.transcribe.domain.problems import (
    EngineNotAtHand,
    NoEngineForTask,
    UnknownEngine,
    UnsupportedLanguage,
)
from tests.fakes.speech_recognizer import PLAIN

FREE = replace(PLAIN, takes_reference=False, follows_free_speech=True, languages=(), detects_language=True)
WHISPER = EngineDescription("whisper", ("small",), replace(FREE, translates=True))
CLOUD = EngineDescription("cloud", ("one",), replace(FREE, speakers=True))
EMBEDDED = EngineDescription("embedded", ("en-us",), PLAIN)
ALL = [WHISPER, CLOUD, EMBEDDED]


def chosen(known: list[EngineDescription] = ALL, **wish: object) -> list[str]:
    return order_of_choice(EngineWish(**wish), known)  # type: ignore[arg-type]


def test_free_speech_goes_to_engines_that_follow_it_in_the_configured_order() -> None:
    assert chosen() == ["whisper", "cloud", "embedded"]
    assert chosen([EMBEDDED, CLOUD, WHISPER]) == ["cloud", "whisper", "embedded"]


def test_a_text_that_is_read_goes_to_the_engine_that_takes_it_in() -> None:
    assert chosen(reads_text=True) == ["embedded", "whisper", "cloud"]


def test_an_engine_that_is_named_comes_first_and_the_others_stand_in_for_it() -> None:
    assert chosen(engine="cloud") == ["cloud", "whisper", "embedded"]
    assert chosen(engine="embedded") == ["embedded", "whisper", "cloud"]
    assert chosen(engine="whisper", reads_text=True) == ["whisper", "embedded", "cloud"]


def test_low_quality_is_better_than_nothing() -> None:
    assert chosen([EMBEDDED]) == ["embedded"]


def test_what_is_not_at_hand_takes_no_part() -> None:
    assert chosen([replace(WHISPER, missing="no weights"), CLOUD]) == ["cloud"]


@pytest.mark.parametrize("language", ["de", "de-AT", "DE"])
def test_only_engines_that_know_the_language_take_part(language: str) -> None:
    assert chosen(language=language) == ["whisper", "cloud"]


def test_a_language_that_nobody_tells_goes_to_engines_that_detect_it_or_know_one_only() -> None:
    bilingual = replace(EMBEDDED, name="bilingual", capabilities=replace(PLAIN, languages=("de", "en")))
    assert chosen([*ALL, bilingual], language="") == ["whisper", "cloud", "embedded"]
    with pytest.raises(UnsupportedLanguage, match=r"'auto'.*supported: de, en"):
        chosen([bilingual], language="")


def test_a_language_that_is_asked_for_needs_an_engine_that_tells_it() -> None:
    assert chosen(language="", detect=True) == ["whisper", "cloud"]
    with pytest.raises(NoEngineForTask, match="tell languages"):
        chosen([EMBEDDED], language="", detect=True)


def test_tasks_need_engines_that_can_do_them() -> None:
    assert chosen(translate=True) == ["whisper"]
    assert chosen(speakers=True) == ["cloud"]
    with pytest.raises(NoEngineForTask, match="translate speech"):
        chosen([EMBEDDED], translate=True)
    with pytest.raises(NoEngineForTask, match="tell speakers apart"):
        chosen(engine="whisper", speakers=True)


def test_an_unknown_engine_is_told_with_those_that_there_are() -> None:
    with pytest.raises(UnknownEngine, match=r"'wisper'; there are: whisper, cloud, embedded"):
        chosen(engine="wisper")


def test_an_engine_without_its_key_says_which_and_where_to_put_it() -> None:
    lacking = replace(CLOUD, missing="no key. Put it into the file cloud_key")
    with pytest.raises(EngineNotAtHand, match=r"cloud can't be used here: no key\. Put it into"):
        chosen([WHISPER, lacking], engine="cloud")


def test_an_unknown_language_is_told_with_those_that_are_known() -> None:
    with pytest.raises(UnsupportedLanguage, match=r"'xx'.*supported: en"):
        chosen([EMBEDDED], language="xx")
    with pytest.raises(InvalidInput):
        chosen([EMBEDDED], engine="embedded", language="de")


@pytest.mark.parametrize("name", ["<script>", "a" * 5000, "\x1b[31m", "Robert'); DROP TABLE"])
def test_names_are_shown_harmlessly(name: str) -> None:
    with pytest.raises(UnknownEngine) as unknown:
        chosen(engine=name)
    assert len(unknown.value.detail) < 200
    assert not set("<>\x1b;()") & set(unknown.value.detail.partition("there are")[0].removesuffix("; "))
