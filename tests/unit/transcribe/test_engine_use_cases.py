"""Which engines there are, and which language is spoken."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from chassis.clock import new_id
from chassis.errors import NotFound, RostrumError, Unavailable
from services.transcribe.application.ports.audio import LocalAudio
from services.transcribe.application.ports.recognizer import EngineBusy, Hearing, PieceLost
from services.transcribe.application.use_cases.detect_language import DetectLanguage
from services.transcribe.application.use_cases.list_engines import ListEngines
from services.transcribe.domain.audio import Span
from services.transcribe.domain.engines import SpokenLanguage
from services.transcribe.domain.problems import NoLanguageDetector
from services.transcribe.domain.transcript import Engine
from tests.fakes.engines import FakeEngines
from tests.fakes.speech_recognizer import PLAIN, FakeRecognizer, says

TENANT = new_id()
KEY = f"{TENANT}/recordings/1/prepared.flac"
ABLE = replace(PLAIN, detects_language=True, languages=())
BUSY = EngineBusy(Unavailable("The engine is busy.", code="engine_busy"))


@dataclass
class FakeAudio:
    """Twelve seconds."""

    clips: list[Span] = field(default_factory=list)

    @contextmanager
    def fetch(self, key: str) -> Iterator[LocalAudio]:
        yield LocalAudio(Path(key), 12.0)

    @contextmanager
    def clip(self, key: str, span: Span) -> Iterator[LocalAudio]:
        self.clips.append(span)
        yield LocalAudio(Path(key), min(span.duration_s, 12.0))


def hears(language: str, name: str = "able") -> FakeRecognizer:
    return FakeRecognizer(
        lambda task: Hearing((), language=language, language_confidence=0.8),
        capabilities=ABLE,
        engine=Engine(name, "1", "m"),
    )


def detect(*recognizers: FakeRecognizer, key: str = KEY) -> SpokenLanguage:
    return DetectLanguage(FakeEngines(recognizers), FakeAudio(), new_id)(TENANT, key)


def test_the_first_half_minute_tells_the_language() -> None:
    recognizer, audio = hears("de"), FakeAudio()
    spoken = DetectLanguage(FakeEngines([recognizer]), audio, new_id)(TENANT, KEY)
    assert spoken == SpokenLanguage("de", 0.8)
    assert audio.clips == [Span(0.0, 30.0)]
    (task,) = recognizer.tasks
    assert (task.language, task.span, task.tenant_id) == ("", Span(0.0, 12.0), TENANT)


def test_only_engines_that_can_tell_are_asked() -> None:
    plain = FakeRecognizer(says("hello"))
    assert detect(plain, hears("de")).language == "de"
    assert plain.tasks == []


def test_where_one_fails_the_next_is_asked() -> None:
    busy, lost = hears("xx", "busy"), hears("xx", "lost")
    busy.failures, lost.losses = [BUSY], 1
    assert detect(busy, lost, hears("fr")).language == "fr"


def test_where_all_fail_the_last_problem_is_told() -> None:
    busy, lost = hears("xx", "busy"), hears("xx", "lost")
    busy.failures = [BUSY]
    with pytest.raises(RostrumError) as told:
        detect(busy)
    assert told.value.code == "engine_busy"
    lost.losses = 1
    with pytest.raises(Unavailable, match="lost"):
        detect(lost)
    assert not isinstance(told.value, PieceLost)


def test_where_nobody_can_tell_it_is_said_what_to_install() -> None:
    with pytest.raises(NoLanguageDetector, match="make models MODEL=small"):
        detect(FakeRecognizer(says("hello")))


def test_other_tenants_recordings_look_as_if_there_were_none() -> None:
    with pytest.raises(NotFound):
        detect(hears("de"), key=f"{new_id()}/recordings/1/prepared.flac")


def test_all_engines_are_listed() -> None:
    listed = ListEngines(FakeEngines([hears("de"), FakeRecognizer(says("hello"))]))(TENANT)
    assert [engine.name for engine in listed] == ["able", "fake"]
