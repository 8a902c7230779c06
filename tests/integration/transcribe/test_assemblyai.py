"""AssemblyAI: uploads, submission, waiting, and what a crash in between costs."""

from collections.abc import Iterator

import pytest

from services.transcribe.adapters.outbound.recognizers.remote.call_book import Bill, CallKey
from services.transcribe.application.ports.audio import LocalAudio
from services.transcribe.application.ports.recognizer import EngineBusy, EngineRefused, Hearing, Task
from services.transcribe.domain.audio import Span
from tests.builders.assemblyai import AssemblyAIServer
from tests.builders.prepared_audio import noise, prepared
from tests.builders.remote_engines import Installation, a_task, installed
from tests.builders.remote_servers import Reply, error

TIMEOUT_S = 20
ENGINE = "services.transcribe.adapters.outbound.recognizers.assemblyai_service.engine"


@pytest.fixture(scope="module")
def audio(tmp_path_factory: pytest.TempPathFactory) -> LocalAudio:
    return prepared(tmp_path_factory.mktemp("audio"), noise(4.0))


@pytest.fixture
def engine() -> Iterator[Installation]:
    with installed("assemblyai") as engine:
        yield engine


def hear(engine: Installation, audio: LocalAudio, span: Span | None = None, **task: object) -> Hearing:
    return engine.recognizer.recognize(a_task(audio, span, **task)).result(TIMEOUT_S)


def service_of(engine: Installation) -> AssemblyAIServer:
    assert isinstance(engine.service, AssemblyAIServer)
    return engine.service


def test_a_recording_goes_whole_and_as_it_is(engine: Installation, audio: LocalAudio) -> None:
    service = service_of(engine)
    service.says = "Um, good morning."
    hearing = hear(engine, audio, speakers=True)
    assert service.uploads == [audio.path.read_bytes()]
    assert service.orders["transcript-1"] == {
        "audio_url": "https://cdn.example.org/upload/0",
        "speech_models": ["universal-2"],
        "language_code": "en",
        "disfluencies": True,
        "speaker_labels": True,
        "punctuate": True,
        "format_text": True,
    }
    assert [(word.text, word.speaker) for word in hearing.words] == [
        ("um", "A"),
        ("good", "A"),
        ("morning", "A"),
    ]
    assert hearing.words[1].span == Span(0.3, 0.6)


def test_what_was_heard_is_deleted_there(engine: Installation, audio: LocalAudio) -> None:
    hear(engine, audio)
    assert service_of(engine).deleted == ["transcript-1"]


def test_a_language_that_is_to_be_told_is_detected(engine: Installation, audio: LocalAudio) -> None:
    hearing = hear(engine, audio, language="")
    assert (hearing.language, hearing.language_confidence) == ("en", 0.9)
    order = service_of(engine).orders["transcript-1"]
    assert order["language_detection"] is True
    assert "language_code" not in order


def test_a_worker_that_dies_while_waiting_does_not_pay_again(
    engine: Installation, audio: LocalAudio, monkeypatch: pytest.MonkeyPatch
) -> None:
    service, task = service_of(engine), a_task(audio)
    service.looks = 10**6
    monkeypatch.setattr(f"{ENGINE}.LEAST_WORK_S", 0.3)
    with pytest.raises(EngineBusy, match="still at work") as busy:
        engine.recognizer.recognize(task).result(TIMEOUT_S)
    assert busy.value.at_work
    assert busy.value.retry_after_s > 0
    service.looks = 0
    hearing = engine.restart().recognize(task).result(TIMEOUT_S)
    assert hearing.words
    assert (len(service.uploads), len(service.orders)) == (1, 1)
    assert engine.book.spending[task.tenant_id] == pytest.approx(hearing.cost_usd)


def test_a_process_that_stops_leaves_the_work_to_the_next(engine: Installation, audio: LocalAudio) -> None:
    service, task = service_of(engine), a_task(audio)
    service.looks = 10**6
    future = engine.recognizer.recognize(task)
    while not service.looked_at:
        assert not future.done()
    engine.recognizer.close()
    with pytest.raises(EngineBusy):
        future.result(TIMEOUT_S)
    service.looks = 0
    assert engine.restart().recognize(task).result(TIMEOUT_S).words
    assert len(service.orders) == 1


def test_trouble_while_waiting_is_waited_out(engine: Installation, audio: LocalAudio) -> None:
    upload = Reply.of({"upload_url": "https://cdn.example.org/upload/0"})
    service = service_of(engine)
    service.uploads.append(audio.path.read_bytes())
    submitted = Reply.of({"id": "transcript-1", "status": "queued", "audio_url": "https://cdn.example.org"})
    service.orders["transcript-1"] = {"audio_url": "https://cdn.example.org/upload/0"}
    engine.server.faults = [upload, submitted, error(500, "0"), error(503, "0")]
    assert hear(engine, audio).words


def test_a_transcript_that_is_gone_is_ordered_anew(engine: Installation, audio: LocalAudio) -> None:
    service, task = service_of(engine), a_task(audio)
    call = engine.book.open(_key(engine, task), Bill(0.1, 60.0))
    engine.book.submitted(call, "transcript-nobody-knows")
    with pytest.raises(EngineRefused):
        engine.recognizer.recognize(task).result(TIMEOUT_S)
    assert engine.recognizer.recognize(task).result(TIMEOUT_S).words
    assert len(service.orders) == 1


def test_sound_that_nobody_speaks_in_is_an_empty_hearing(engine: Installation, audio: LocalAudio) -> None:
    service_of(engine).failure = "language_detection cannot be performed on files with no spoken audio."
    assert hear(engine, audio).words == ()


def test_a_failure_of_the_service_is_a_refusal_that_costs_nothing(
    engine: Installation, audio: LocalAudio
) -> None:
    service_of(engine).failure = "Download error, unable to download the file with key sk-secret"
    task = a_task(audio)
    with pytest.raises(EngineRefused) as refused:
        engine.recognizer.recognize(task).result(TIMEOUT_S)
    assert "sk-secret" not in str(refused.value.problem.to_problem())
    assert engine.book.spending[task.tenant_id] == 0


def test_a_long_recording_is_sent_whole(engine: Installation) -> None:
    able = engine.recognizer.capabilities
    assert able.takes_whole
    assert able.remote
    assert able.longest_s is not None
    assert able.longest_s >= 4 * 3600


def _key(engine: Installation, task: Task) -> CallKey:
    named = engine.recognizer.engine
    return CallKey(task.tenant_id, task.job_key, named.name, named.model)
