"""Engines behind an API: what is asked of the service, what its answers become, and what its faults do."""

from collections.abc import Iterator
from dataclasses import replace
from typing import NoReturn

import pytest

from chassis.clock import new_id
from chassis.errors import Unavailable
from services.transcribe.application.ports.audio import LocalAudio
from services.transcribe.application.ports.recognizer import (
    EngineBusy,
    EngineNonsense,
    EngineRefused,
    Hearing,
    SpeechRecognizer,
    Task,
)
from services.transcribe.domain.audio import Span
from tests.builders.prepared_audio import noise, prepared
from tests.builders.remote_engines import SAID, USD_PER_MINUTE, Installation, a_task, installed
from tests.builders.remote_servers import NONSENSE, Reply, error

TIMEOUT_S = 20
ENGINES = ["openai", "assemblyai"]


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest) -> Iterator[Installation]:
    with installed(request.param) as installation:
        yield installation


@pytest.fixture(scope="module")
def audio(tmp_path_factory: pytest.TempPathFactory) -> LocalAudio:
    return prepared(tmp_path_factory.mktemp("audio"), noise(6.0))


def hear(recognizer: SpeechRecognizer, task: Task) -> Hearing:
    return recognizer.recognize(task).result(TIMEOUT_S)


def test_what_is_heard_costs_what_was_agreed_on(engine: Installation, audio: LocalAudio) -> None:
    hearing = hear(engine.recognizer, a_task(audio, Span(1.0, 6.0)))
    assert " ".join(word.written for word in hearing.words) == SAID
    assert [word.text for word in hearing.words][:2] == ["good", "morning"]
    assert hearing.cost_usd == pytest.approx(USD_PER_MINUTE * 5 / 60)
    assert hearing.raw["text"] == SAID
    assert hearing.language == "en"


def test_a_piece_that_is_recognised_again_is_not_paid_for_again(
    engine: Installation, audio: LocalAudio
) -> None:
    task = a_task(audio)
    first = hear(engine.recognizer, task)
    calls = len(engine.server.received)
    assert hear(engine.restart(), task) == first
    assert len(engine.server.received) == calls
    assert engine.book.spending[task.tenant_id] == pytest.approx(first.cost_usd)


def test_at_the_limit_of_the_day_calls_stop_and_others_go_on(engine: Installation, audio: LocalAudio) -> None:
    engine.book.cap_usd = 3 * USD_PER_MINUTE * 6 / 60
    tenant_id = new_id()
    for number in range(10):
        task = a_task(audio, tenant_id=tenant_id)
        if number < 3:
            assert hear(engine.recognizer, task).words
            continue
        calls = len(engine.server.received)
        with pytest.raises(EngineRefused, match=r"limit of 0\.18 US dollars") as refused:
            hear(engine.recognizer, task)
        assert refused.value.problem.code == "engine_spend_cap_reached"
        assert (refused.value.problem.retry_after_s or 0) > 0
        assert len(engine.server.received) == calls
    assert hear(engine.recognizer, a_task(audio)).words


@pytest.mark.parametrize("kind", NONSENSE)
def test_an_answer_that_makes_no_sense_is_no_transcript(
    engine: Installation, audio: LocalAudio, kind: str
) -> None:
    task = a_task(audio)
    engine.server.faults = [NONSENSE[kind]]
    with pytest.raises((EngineNonsense, EngineBusy)) as failed:
        hear(engine.recognizer, task)
    assert isinstance(failed.value, EngineBusy) == (kind == "cut-connection")
    assert hear(engine.recognizer, task).words, "the next try is a call of its own"


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_busy_service_is_not_paid_and_says_when_to_come_again(
    engine: Installation, audio: LocalAudio, status: int
) -> None:
    task = a_task(audio)
    engine.server.faults = [error(status, "30")]
    with pytest.raises(EngineBusy) as busy:
        hear(engine.recognizer, task)
    assert 30 <= busy.value.retry_after_s <= 36
    assert busy.value.problem.code == "engine_busy"
    assert engine.book.spending[task.tenant_id] == 0


def test_a_service_that_is_out_of_order_is_left_alone(engine: Installation, audio: LocalAudio) -> None:
    engine.server.broken = error(500)
    for _ in range(50):
        with pytest.raises(EngineBusy):
            hear(engine.recognizer, a_task(audio))
    assert len(engine.server.received) <= 10


@pytest.mark.parametrize("name", ENGINES)
def test_a_key_that_is_wrong_is_told_and_not_shown(name: str, audio: LocalAudio) -> None:
    with installed(name, key="wrong-secret-key") as engine:
        with pytest.raises(EngineRefused, match="does not accept its key") as refused:
            hear(engine.recognizer, a_task(audio))
        assert refused.value.problem.code == "engine_key_refused"
        assert "wrong-secret-key" not in str(refused.value.problem.to_problem())


def test_a_refusal_is_final_and_costs_nothing(engine: Installation, audio: LocalAudio) -> None:
    task = a_task(audio)
    engine.server.broken = error(413)
    with pytest.raises(EngineRefused) as refused:
        hear(engine.recognizer, task)
    assert refused.value.problem.code == "engine_audio_too_large"
    assert engine.book.spending[task.tenant_id] == 0


def test_what_is_longer_than_the_service_takes_is_not_sent(engine: Installation, audio: LocalAudio) -> None:
    longest_s = engine.recognizer.capabilities.longest_s
    assert longest_s is not None
    task = a_task(replace(audio, duration_s=longest_s + 1))
    with pytest.raises(EngineRefused):
        hear(engine.recognizer, task)
    assert engine.server.received == []


def test_a_moment_of_sound_is_not_sent(engine: Installation, audio: LocalAudio) -> None:
    assert hear(engine.recognizer, a_task(audio, Span(1.0, 1.05))) == Hearing(())
    assert engine.server.received == []


def test_silence_is_an_empty_hearing(engine: Installation, audio: LocalAudio) -> None:
    engine.service.says = ""
    assert hear(engine.recognizer, a_task(audio)).words == ()


def test_many_pieces_side_by_side_are_each_asked_for_once(engine: Installation, audio: LocalAudio) -> None:
    tenant_id = new_id()
    tasks = [a_task(audio, Span(i * 0.5, i * 0.5 + 1.0), tenant_id=tenant_id) for i in range(10)]
    futures = [engine.recognizer.recognize(task) for task in tasks]
    starts = [future.result(TIMEOUT_S).words[0].span.start_s for future in futures]
    assert starts == [task.span.start_s for task in tasks]
    assert len(engine.book.calls) == len(tasks)


def test_a_service_that_hangs_ends_with_the_deadline(
    engine: Installation, audio: LocalAudio, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = "services.transcribe.adapters.outbound.recognizers"
    monkeypatch.setattr(f"{package}.openai_server.engine.DEADLINE_S", 0.5)
    monkeypatch.setattr(f"{package}.assemblyai_service.engine.LEAST_UPLOAD_S", 0.5)
    engine.server.faults = [Reply(hang=True)]
    with pytest.raises(EngineBusy, match="in time"):
        engine.recognizer.recognize(a_task(audio)).result(5.0)


def no_database(*args: object) -> NoReturn:
    raise Unavailable("the database does not answer just now", retry_after_s=1.0)


def test_what_was_heard_is_not_lost_for_a_book_that_does_not_answer(
    engine: Installation, audio: LocalAudio, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine.book, "settle", no_database)
    assert hear(engine.recognizer, a_task(audio)).words
    assert "DELETE" not in [received.method for received in engine.server.received]


def test_a_book_that_does_not_answer_holds_back_the_call(
    engine: Installation, audio: LocalAudio, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine.book, "open", no_database)
    with pytest.raises(EngineBusy):
        hear(engine.recognizer, a_task(audio))
    assert engine.server.received == []
